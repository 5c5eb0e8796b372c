using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Audio.Inversion;

/// <summary>What the linear stages of a style do to mid and side, in dB by FFT size and bin.</summary>
internal static class LinearResponse
{
    public static readonly double[][] Flat = MatchSpectra.AtBins(_ => 0);

    /// <summary>EQ, match FIR and width.</summary>
    public static (double[][] Mid, double[][] Side) Of(StyleParams style)
    {
        var eq = MatchSpectra.AtBins(BandResponse.Curve(style.Eq));
        double[][] With(LogCurve? fir) => fir is null ? eq : MatchSpectra.Add(eq, MatchSpectra.AtBins(fir.At));
        return (With(LogCurve.Mid(style.MatchFir)), MatchSpectra.Add(With(LogCurve.Side(style.MatchFir)), OfWidth(style.Stereo)));
    }

    public static double[][] OfWidth(WidthSpec? width) => width is null ? Flat : MatchSpectra.AtBins(hz => WidthFit.SideDb(width, hz));
}
