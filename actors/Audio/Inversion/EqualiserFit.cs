using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>The equaliser of one match: bands for the broad shape, the match FIR for what they leave.</summary>
/// <param name="wanted">The reference's spectra.</param>
/// <param name="midSide">Whether the FIR gets a curve each for mid and side.</param>
internal sealed class EqualiserFit(MatchSpectra wanted, BoostLimits limits, InversionOptions options, bool midSide)
{
    private bool UsesBands => options.Uses(Stages.Eq);
    private bool UsesFir => options.Uses(Stages.MatchFir);

    /// <summary>Fits to spectra that no equaliser has shaped; bands that the style holds already are where the search starts.</summary>
    public StyleParams First(StyleParams style, MatchSpectra bare)
    {
        if (!UsesFir && !UsesBands) return style;
        var points = WantedCurve.Between(wanted.Total(), bare.Total(), limits);
        var offset = WantedCurve.Offset(points);
        IReadOnlyList<EqBand> bands = [];
        if (UsesBands) (bands, offset) = Bands(points, style.Eq);
        style = style with { Eq = bands };
        if (!UsesFir) return style;
        var gains = MatchSpectra.AtBins(BandResponse.Curve(bands));
        return WithFir(style, bare.Through(gains, gains), offset, null);
    }

    /// <summary>Corrects an equaliser by the spectra behind it: the FIR, or the bands where there is none or where it is at its bound.</summary>
    public StyleParams Next(StyleParams used, MatchSpectra shaped)
    {
        if (!UsesFir && !UsesBands) return used;
        var points = WantedCurve.Between(wanted.Total(), shaped.Total(), limits);
        if (!UsesFir || UsesBands && IsAtItsBound(used.MatchFir))
        {
            // Now that a render shows the whole of what is wanted, the bands are fitted to all of it.
            var (eq, fir) = (BandResponse.Curve(used.Eq), LogCurve.Mid(used.MatchFir));
            var (bands, _) = Bands([.. points.Select(p => p with { Db = p.Db + eq(p.Band.Centre) + (fir?.At(p.Band.Centre) ?? 0) })], used.Eq, true);
            if (!UsesFir) return used with { Eq = bands };
            var change = MatchSpectra.Subtract(MatchSpectra.AtBins(BandResponse.Curve(bands)), MatchSpectra.AtBins(eq));
            used = used with { Eq = bands };
            shaped = shaped.Through(change, change);
            points = WantedCurve.Between(wanted.Total(), shaped.Total(), limits);
        }
        return WithFir(used, shaped, WantedCurve.Offset(points), used.MatchFir);
    }

    private (IReadOnlyList<EqBand> Bands, double Offset) Bands(List<WantedPoint> points, IReadOnlyList<EqBand> start, bool thorough = false) =>
        BandFit.Fit(points, limits, BandFit.MaxBands, start.Count > 0 ? start : null, thorough || !UsesFir);

    /// <param name="shaped">What the spectra are behind the style's equaliser, but for a FIR that is still to come.</param>
    private StyleParams WithFir(StyleParams style, MatchSpectra shaped, double offset, MatchCurve? before)
    {
        Decibels[] Sum(double[][] reference, double[][] now, IReadOnlyList<Decibels>? old) =>
        [
            .. SpectralFit.Fit(reference, now, limits, offset).Select((step, k) =>
                new Decibels(Math.Clamp((old is null ? 0 : old[k].Value) + step, -SpectralFit.LimitDb, SpectralFit.LimitDb))),
        ];
        var mid = midSide ? Sum(wanted.Mid, shaped.Mid, before?.MidDb) : Sum(wanted.Total(), shaped.Total(), before?.MidDb);
        var side = midSide ? Sum(wanted.Side, shaped.Side, before?.SideDb) : null;
        // A filter that nobody hears is not worth its cost.
        var isFlat = mid.Concat(side ?? []).All(d => Math.Abs(d.Value) < 0.05);
        return style with { MatchFir = isFlat ? null : new MatchCurve([.. SpectralFit.Knots.Select(f => new Hertz(f))], mid, side, true) };
    }

    /// <summary>Whether a curve is at its bound over more than a narrow place.</summary>
    private static bool IsAtItsBound(MatchCurve? curve)
    {
        var (run, longest) = (0, 0);
        foreach (var d in curve?.MidDb ?? [])
        {
            run = Math.Abs(d.Value) > SpectralFit.LimitDb - 0.1 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest >= 3;
    }
}
