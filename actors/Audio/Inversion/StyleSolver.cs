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
    private readonly EqualiserFit _equaliser;
    private readonly LevelQuantiles _wantedLevels, _originalLevels;
    private readonly double[] _centres;
    private readonly PeakFacts _referencePeaks, _targetPeaks;

    public StyleSolver(SoundProfile reference, SoundProfile target, InversionOptions options)
    {
        (_reference, _target, _options) = (reference, target, options);
        (_wanted, _original) = (MatchSpectra.From(reference), MatchSpectra.From(target));
        _limits = BoostLimits.From(reference, target);
        _equaliser = new EqualiserFit(_wanted, _limits, options, ShapesStereo);
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
            var arriving = _original.Through(LinearResponse.Flat, LinearResponse.OfWidth(width)).Through(MelBins(dynamics.MelDb), MelBins(dynamics.MelDb));
            style = _equaliser.First(style, arriving);
            if (!_options.Uses(Stages.Compressor)) break;
            var levels = _originalLevels.Plus(MelGain(style));
            slopes ??= [.. DynamicsFit.Slopes(_wantedLevels, levels, _centres, _limits).Select(s => Math.Min(s, greatestSlope))];
            // Where the reference's transients are the stronger ones, its levels were not evened out by a compressor.
            if (DynamicsFit.AreSlight(slopes) && !CrestFit.StandsOut(_reference, _target))
            {
                var (eqMid, eqSide) = LinearResponse.Of(style);
                var change = LoudnessFit.Change(_original, _original.Through(eqMid, eqSide));
                var whole = LevelQuantiles.Of(_target.Dynamics.Rms400Ms).Select(l => l + change).ToArray();
                style = style with { Compressor = DynamicsFit.Wideband(LevelQuantiles.Of(_reference.Dynamics.Rms400Ms), whole, greatestSlope, times) };
                if (style.Compressor is not null) break;
            }
            dynamics = DynamicsFit.Build(slopes, levels, _centres, times);
            if (dynamics.Spec is null) break;
        }
        style = style with { Multiband = dynamics.Spec };
        if (_options.Uses(Stages.Reverb)) style = style with { Reverb = SpaceFit.Reverb(_reference, _target, _options.ImpulseResponse) };
        if (_options.Uses(Stages.Pitch)) style = style with { Pitch = SpaceFit.Pitch(_reference, _target) };

        var (mid, side) = LinearResponse.Of(style);
        var dynamicBins = MelBins(dynamics.MelDb);
        var predicted = _original.Through(MatchSpectra.Add(mid, dynamicBins), MatchSpectra.Add(side, dynamicBins));
        if (_options.Uses(Stages.Exciter)) style = style with { Exciter = ExciterFit.Fit(_reference, _target, predicted) };
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
        // The reference's peaks are those without its offset; the target keeps its own, and the limiter meets its peaks with it.
        var offset = Math.Clamp(_target.Loudness.Reading.TruePeak.Value - (_targetPeaks.Integrated.Value + _targetPeaks.PeakToLoudness), 0, 3);
        var limiter = LoudnessFit.Limiter(_referencePeaks, WantedLoudness + new Decibels(offset), _options.Ceiling);
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
        var (mid, side) = LinearResponse.Of(used);
        var style = used;
        if (ShapesStereo && used.MatchFir is null)
            style = style with { Stereo = WidthFit.Fit(_wanted, shown, _limits, used.Stereo?.Widths ?? [1, 1, 1, 1]) };
        var sideChange = MatchSpectra.Subtract(LinearResponse.OfWidth(style.Stereo), LinearResponse.OfWidth(used.Stereo));
        style = _equaliser.Next(style, shown.Through(LinearResponse.Flat, sideChange));

        var (midNow, sideNow) = LinearResponse.Of(style);
        var change = (Mid: MatchSpectra.Subtract(midNow, mid), Side: MatchSpectra.Subtract(sideNow, side));
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
        var given = Math.Clamp(gain - excess, -60, 48);
        // Where the limiter forbids the rest, what the gain given brings through it is all that can be asked for.
        var reachable = excess > 0 ? Math.Min(wanted, measured.Integrated.Value + step + (given - used.Gain.Value) / yields) : wanted;
        style = style with { Limiter = limiter, Gain = new Decibels(given), Loudness = new Lufs(reachable) };
        return style with { Notes = new MatchNotes(_reference, _target, _options, _limits).For(style) };
    }

    /// <summary>What EQ and FIR do to the mel bands' levels of mid and side together, dB.</summary>
    private double[] MelGain(StyleParams style)
    {
        var (mid, side) = LinearResponse.Of(style with { Stereo = null });
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
}
