using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>One reference and one target, solved stage by stage in the order of the chain.</summary>
internal sealed class StyleSolver
{
    private readonly SoundProfile _reference, _target;
    private readonly InversionOptions _options;
    private readonly MatchSpectra _wanted, _original;
    private readonly BoostLimits _limits;
    private readonly LevelQuantiles _wantedLevels, _originalLevels;
    private readonly double[] _centres;
    private readonly PeakFacts _referencePeaks, _targetPeaks;

    public StyleSolver(SoundProfile reference, SoundProfile target, InversionOptions options)
    {
        (_reference, _target, _options) = (reference, target, options);
        (_wanted, _original) = (MatchSpectra.From(reference), MatchSpectra.From(target));
        _limits = BoostLimits.From(reference, target);
        (_wantedLevels, _originalLevels) = (LevelQuantiles.From(reference), LevelQuantiles.From(target));
        _centres = [.. target.Mel.Centres.Select(c => c.Value)];
        (_referencePeaks, _targetPeaks) = (PeakFacts.From(reference), PeakFacts.From(target));
    }

    private bool ShapesStereo => _options.Uses(Stages.Width) && !_target.Stereo.IsMono && !_reference.Stereo.IsMono;

    private Lufs WantedLoudness =>
        !_options.Uses(Stages.Gain) ? _targetPeaks.Integrated : _options.Loudness ?? _referencePeaks.Integrated;

    /// <summary>True peak over the loudness as the reference has it, or as much as the ceiling leaves, dB.</summary>
    private double ReachablePeaks => Math.Min(_referencePeaks.PeakToLoudness, _options.Ceiling.Value - WantedLoudness.Value);

    public StyleParams First()
    {
        var solved = Solve(DynamicsFit.GreatestSlope, DynamicsTimes.Close);
        // Expanding costs headroom: where the limiter has none left, the dynamics may only narrow.
        if (solved.Excess > 0 && (solved.Style.Multiband is not null || solved.Style.Compressor is not null)) solved = Solve(1, DynamicsTimes.Slow);
        return solved.Style with { Notes = new MatchNotes(_reference, _target, _options, _limits).For(solved.Style) };
    }

    /// <param name="greatestSlope">Of the dynamics; 1 forbids expansion.</param>
    private (StyleParams Style, double Excess) Solve(double greatestSlope, DynamicsTimes times)
    {
        var width = ShapesStereo ? WidthFit.Fit(_wanted, _original, _limits) : null;
        var style = new StyleParams { Stereo = width };
        var dynamics = DynamicsEstimate.None;
        double[]? slopes = null;
        // The equaliser changes the levels that reach the dynamics, and those the spectrum: twice is enough.
        for (var round = 0; round < 2; round++)
        {
            var arriving = _original.Through(Flat, SideBins(width)).Through(MelBins(dynamics.MelDb), MelBins(dynamics.MelDb));
            style = Equalise(style, arriving, 0);
            if (!_options.Uses(Stages.Compressor)) break;
            var levels = _originalLevels.Plus(MelGain(style));
            slopes ??= [.. DynamicsFit.Slopes(_wantedLevels, levels, _centres, _limits).Select(s => Math.Min(s, greatestSlope))];
            // Where the reference's transients are the stronger ones, its levels were not evened out by a compressor.
            if (DynamicsFit.AreSlight(slopes) && !CrestFit.StandsOut(_reference, _target))
            {
                var (eqMid, eqSide) = Response(style);
                var change = LoudnessFit.Change(_original, _original.Through(eqMid, eqSide));
                var whole = LevelQuantiles.Of(_target.Dynamics.Rms400Ms).Select(l => l + change).ToArray();
                style = style with { Compressor = DynamicsFit.Wideband(LevelQuantiles.Of(_reference.Dynamics.Rms400Ms), whole, greatestSlope, times) };
                if (style.Compressor is not null) break;
            }
            dynamics = DynamicsFit.Build(slopes, levels, _centres, times);
            if (dynamics.Spec is null) break;
        }
        style = style with { Multiband = dynamics.Spec };
        if (_options.Uses(Stages.Exciter)) style = style with { Exciter = ExciterFit.Fit(_reference, _target) };
        if (_options.Uses(Stages.Reverb)) style = style with { Reverb = SpaceFit.Reverb(_reference, _target, _options.ImpulseResponse) };
        if (_options.Uses(Stages.Pitch)) style = style with { Pitch = SpaceFit.Pitch(_reference, _target) };

        var (mid, side) = Response(style);
        var dynamicBins = MelBins(dynamics.MelDb);
        var predicted = _original.Through(MatchSpectra.Add(mid, dynamicBins), MatchSpectra.Add(side, dynamicBins));
        var atGain = new Lufs(_targetPeaks.Integrated.Value + LoudnessFit.Change(_original, predicted));
        if (_options.Uses(Stages.Rider))
        {
            style = style with { Rider = RiderFit.Fit(_reference.Loudness.Reading.Range, ArrivingRange(style), atGain) };
        }
        if (_options.Uses(Stages.Compressor) && style.Compressor is null && style.Multiband is null)
        {
            var change = atGain.Value - _targetPeaks.Integrated.Value;
            style = style with { Compressor = CrestFit.Fit(_reference, _target, ReachablePeaks - _targetPeaks.PeakToLoudness, change) };
        }
        var limiter = LoudnessFit.Limiter(_referencePeaks, WantedLoudness, _options.Ceiling);
        var gain = WantedLoudness.Value - atGain.Value;
        var peak95 = PeakFacts.PeakLevel95(_target) + atGain.Value - _targetPeaks.Integrated.Value;
        var reduction = LoudnessFit.Reduction(peak95, gain, limiter.Ceiling);
        (limiter, var raised) = LoudnessFit.Opened(limiter, reduction, _options.Ceiling);
        reduction -= raised;
        var excess = Math.Max(0, reduction - LoudnessFit.MostReductionDb);
        return (style with
        {
            Gain = new Decibels(Math.Clamp(gain - excess, -60, 48)),
            Limiter = LoudnessFit.For(limiter, reduction),
            Loudness = new Lufs(WantedLoudness.Value - excess),
        }, excess);
    }

    public StyleParams Next(StyleParams used, RenderObservation seen)
    {
        var shown = MatchSpectra.From(seen.Profile);
        var (mid, side) = Response(used);
        var style = used;
        if (ShapesStereo && used.MatchFir is null)
            style = style with { Stereo = WidthFit.Fit(_wanted, shown, _limits, used.Stereo?.Widths ?? [1, 1, 1, 1]) };
        var sideChange = MatchSpectra.Add(SideBins(style.Stereo), Negative(SideBins(used.Stereo)));
        style = Equalise(style, shown.Through(Flat, sideChange), 1);

        var (midNow, sideNow) = Response(style);
        var change = (Mid: MatchSpectra.Add(midNow, Negative(mid)), Side: MatchSpectra.Add(sideNow, Negative(side)));
        if (used.Multiband is { } multiband)
        {
            // What is left to stretch is taken from the render; thresholds move along with the equaliser. A limiter near its bound has
            // the last word on levels, and following it would only drive it harder.
            var slow = multiband.Bands[0].Attack == DynamicsTimes.Slow.Attack;
            var free = seen.LimiterReduction95.Value < LoudnessFit.MostReductionDb - 1;
            var left = DynamicsFit.Slopes(_wantedLevels, LevelQuantiles.From(seen.Profile), _centres, _limits);
            var slopes = multiband.Bands.Select((b, g) => Math.Clamp(
                1 / b.Ratio * (free ? Math.Sqrt(left[g]) : 1), DynamicsFit.LeastSlope, slow ? 1 : DynamicsFit.GreatestSlope)).ToArray();
            var rebuilt = DynamicsFit.Build(slopes, _originalLevels.Plus(MelGain(style)), _centres, slow ? DynamicsTimes.Slow : DynamicsTimes.Close).Spec;
            style = style with { Multiband = rebuilt };
        }
        var predicted = shown.Through(change.Mid, change.Side);
        var measured = seen.Profile.Loudness.Reading;
        var step = LoudnessFit.Change(shown, predicted);
        if (used.Compressor is { } compressor)
            style = style with
            {
                Compressor = CrestFit.Is(compressor)
                    ? CrestFit.Corrected(compressor, _target, ReachablePeaks - (measured.TruePeak.Value - measured.Integrated.Value), step)
                    // What the equaliser takes or gives must not change how deep the compressor works.
                    : compressor with { Threshold = new Decibels(Math.Clamp(compressor.Threshold.Value + step, -80, 0)) },
            };
        var range = _reference.Loudness.Reading.Range;
        if (used.Rider is { } rider) style = style with { Rider = RiderFit.Corrected(rider, range, ArrivingRange(style), measured.Range, step) };
        else if (_options.Uses(Stages.Rider))
            style = style with { Rider = RiderFit.Fit(range, measured.Range, new Lufs(measured.Integrated.Value + step - used.Gain.Value)) };
        if (used.Exciter is { } exciter) style = style with { Exciter = ExciterFit.Corrected(exciter, _target, _wanted, shown) };

        var wanted = WantedLoudness.Value;
        // A limiter at work takes a part of every step.
        var yields = 1 + Math.Min(seen.LimiterReduction95.Value, LoudnessFit.MostReductionDb) / LoudnessFit.MostReductionDb;
        var gain = used.Gain.Value + (wanted - measured.Integrated.Value - step) * yields;
        var limiter = used.Limiter is { } l ? LoudnessFit.For(l, seen.LimiterReduction95.Value) : null;
        var quicker = limiter is not null && limiter.Release != used.Limiter!.Release;
        var reduction = seen.LimiterReduction95.Value * (quicker ? LoudnessFit.QuickerShare : 1) + Math.Max(0, gain - used.Gain.Value + step);
        if (limiter is not null)
        {
            (limiter, var raised) = LoudnessFit.Opened(limiter, reduction, _options.Ceiling);
            reduction -= raised;
        }
        var excess = Math.Max(0, reduction - LoudnessFit.MostReductionDb);
        style = style with
        {
            Limiter = limiter,
            Gain = new Decibels(Math.Clamp(gain - excess, -60, 48)),
            Loudness = new Lufs(wanted - excess),
        };
        return style with { Notes = new MatchNotes(_reference, _target, _options, _limits).For(style) };
    }

    /// <summary>EQ bands for the broad shape, the FIR for what they leave.</summary>
    /// <param name="now">The spectra without the equaliser (keep 0), or behind the one in the style (keep 1).</param>
    private StyleParams Equalise(StyleParams style, MatchSpectra now, int keep)
    {
        var useFir = _options.Uses(Stages.MatchFir);
        var useEq = _options.Uses(Stages.Eq);
        if (!useFir && !useEq) return style;
        var offset = WantedCurve.Offset(WantedCurve.Between(_wanted.Total(), now.Total(), _limits));
        IReadOnlyList<EqBand> eq = keep == 1 ? style.Eq : [];
        if (useEq && (keep == 0 || !useFir))
        {
            var points = WantedCurve.Between(_wanted.Total(), now.Total(), _limits);
            if (keep == 1) points = [.. points.Select(p => p with { Db = p.Db + BandResponse.Db(style.Eq, p.Band.Centre) })];
            (eq, offset) = BandFit.Fit(points, _limits, BandFit.MaxBands, style.Eq.Count > 0 ? style.Eq : null, !useFir);
        }
        else if (useEq && style.MatchFir is { } bound && AtItsBound(bound))
        {
            // What the match FIR cannot do alone, the bands do better now that the render shows the whole of what is wanted.
            var fir = new LogCurve([.. bound.Frequencies.Select(f => f.Value)], [.. bound.MidDb.Select(d => d.Value)]);
            var points = WantedCurve.Between(_wanted.Total(), now.Total(), _limits)
                .Select(p => p with { Db = p.Db + BandResponse.Db(style.Eq, p.Band.Centre) + fir.At(p.Band.Centre) }).ToList();
            (eq, _) = BandFit.Fit(points, _limits, BandFit.MaxBands, style.Eq, thorough: true);
            var change = MatchSpectra.Add(MatchSpectra.AtBins(BandResponse.Curve(eq)), Negative(MatchSpectra.AtBins(BandResponse.Curve(style.Eq))));
            now = now.Through(change, change);
            offset = WantedCurve.Offset(WantedCurve.Between(_wanted.Total(), now.Total(), _limits));
        }
        style = style with { Eq = eq };
        if (!useFir) return style;
        if (keep == 0)
        {
            var bands = MatchSpectra.AtBins(BandResponse.Curve(eq));
            now = now.Through(bands, bands);
        }
        var curve = Curve(now, offset, keep == 1 ? style.MatchFir : null);
        return style with { MatchFir = IsFlat(curve) ? null : curve };
    }

    /// <summary>Whether a curve is at its bound over more than a narrow place.</summary>
    private static bool AtItsBound(MatchCurve curve)
    {
        var (run, longest) = (0, 0);
        foreach (var d in curve.MidDb)
        {
            run = Math.Abs(d.Value) > SpectralFit.LimitDb - 0.1 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest >= 3;
    }

    // A filter that nobody hears is not worth its cost.
    private static bool IsFlat(MatchCurve curve) => curve.MidDb.Concat(curve.SideDb ?? []).All(d => Math.Abs(d.Value) < 0.05);

    private MatchCurve Curve(MatchSpectra now, double offset, MatchCurve? before)
    {
        double[] Sum(double[] step, IReadOnlyList<Decibels>? old) =>
            [.. step.Select((s, k) => Math.Clamp((old is null ? 0 : old[k].Value) + s, -SpectralFit.LimitDb, SpectralFit.LimitDb))];
        double[] mid;
        double[]? side = null;
        if (ShapesStereo)
        {
            mid = Sum(SpectralFit.Fit(_wanted.Mid, now.Mid, _limits, offset), before?.MidDb);
            side = Sum(SpectralFit.Fit(_wanted.Side, now.Side, _limits, offset), before?.SideDb);
        }
        else mid = Sum(SpectralFit.Fit(_wanted.Total(), now.Total(), _limits, offset), before?.MidDb);
        return new MatchCurve(
            [.. SpectralFit.Knots.Select(f => new Hertz(f))], [.. mid.Select(d => new Decibels(d))], side?.Select(d => new Decibels(d)).ToArray(), true);
    }

    /// <summary>What EQ, FIR and width do to mid and side, in dB by size and bin.</summary>
    private static (double[][] Mid, double[][] Side) Response(StyleParams style)
    {
        var knots = style.MatchFir?.Frequencies.Select(f => f.Value).ToArray();
        var mid = knots is null ? null : new LogCurve(knots, [.. style.MatchFir!.MidDb.Select(d => d.Value)]);
        var side = style.MatchFir?.SideDb is { } s ? new LogCurve(knots!, [.. s.Select(d => d.Value)]) : mid;
        var eq = MatchSpectra.AtBins(BandResponse.Curve(style.Eq));
        var midBins = mid is null ? eq : MatchSpectra.Add(eq, MatchSpectra.AtBins(mid.At));
        var sideBins = side is null ? eq : MatchSpectra.Add(eq, MatchSpectra.AtBins(side.At));
        return (midBins, MatchSpectra.Add(sideBins, SideBins(style.Stereo)));
    }

    /// <summary>What EQ and FIR do to the mel bands' levels of mid and side together, dB.</summary>
    private double[] MelGain(StyleParams style)
    {
        var (mid, side) = Response(style with { Stereo = null });
        var after = _original.Through(mid, side);
        var gains = new double[_centres.Length];
        for (var b = 0; b < gains.Length; b++)
        {
            var width = SixthOctaveGrid.BinWidth(1);
            var first = Math.Max(1, (int)Math.Round((b == 0 ? 30 : _centres[b - 1]) / width));
            var end = Math.Max(first + 1, (int)Math.Round((b == gains.Length - 1 ? 16000 : _centres[b + 1]) / width) + 1);
            double p = 1e-30, q = 1e-30;
            for (var i = first; i < end; i++)
            {
                p += _original.Mid[1][i] + _original.Side[1][i];
                q += after.Mid[1][i] + after.Side[1][i];
            }
            gains[b] = 10 * Math.Log10(q / p);
        }
        return gains;
    }

    /// <summary>Loudness range behind the dynamics, LU: the target's, stretched as the louder bands are.</summary>
    private double ArrivingRange(StyleParams style)
    {
        var range = _target.Loudness.Reading.Range;
        if (style.Compressor is { } compressor && !CrestFit.Is(compressor)) return range / compressor.Ratio;
        if (style.Multiband is not { } multiband) return range;
        double sum = 0, weight = 0;
        for (var g = 0; g < multiband.Bands.Count; g++)
            foreach (var b in DynamicsFit.Group(g, _centres))
            {
                sum += _reference.Mel.Power[b] / multiband.Bands[g].Ratio;
                weight += _reference.Mel.Power[b];
            }
        return weight > 0 ? range * sum / weight : range;
    }

    private double[][] MelBins(double[] melDb)
    {
        var curve = new LogCurve(_centres, melDb);
        return MatchSpectra.AtBins(curve.At);
    }

    private static double[][] SideBins(WidthSpec? width) => width is null ? Flat : MatchSpectra.AtBins(hz => WidthFit.SideDb(width, hz));

    private static double[][] Negative(double[][] db) => [.. db.Select(d => d.Select(v => -v).ToArray())];

    private static readonly double[][] Flat = MatchSpectra.AtBins(_ => 0);
}
