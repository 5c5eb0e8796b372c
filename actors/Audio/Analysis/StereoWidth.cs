using System.Collections.Immutable;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>Side/mid ratios and coherence from measured powers.</summary>
internal static class StereoWidth
{
    private const double Narrowest = -40, Widest = 20, MonoDb = -60, AntiPhase = -0.9;
    private static readonly ImmutableArray<double> BandEdges = [0, 200, 1000, 5000, 24000];

    public static StereoProfile Of(SoundStatistics s)
    {
        var left = s.DcOffset.Length > 0 ? s.DcOffset[0] : 0;
        var right = s.DcOffset.Length > 1 ? s.DcOffset[1] : left;
        // Beyond a pair the offsets of the folded channels are not known one by one; they are no part of the width either way.
        var known = s.DcOffset.Length <= 2;
        var mid = Math.Max(s.MidPower - (known ? (left + right) * (left + right) / 2 : 0), 0);
        var side = Math.Max(s.SidePower - (known ? (left - right) * (left - right) / 2 : 0), 0);
        var powers = ((mid + side) / 2 + s.CrossPower) * ((mid + side) / 2 - s.CrossPower);
        var correlation = powers > 0 ? Math.Clamp((mid - side) / 2 / Math.Sqrt(powers), -1, 1) : 0;
        return new StereoProfile
        {
            MidPower = mid,
            SidePower = side,
            Width = Ratio(side, mid),
            Bands = [.. BandEdges.Skip(1).Select((high, i) => Band(s.Spectra[^1], BandEdges[i], high))],
            ThirdOctaves = [.. s.ThirdLevels.Select((_, i) => Third(s.Spectra[^1], i - 16))],
            Correlation = correlation,
            IsMono = s.Source.Channels == 1 || (mid > 0 && side <= mid * Math.Pow(10, MonoDb / 10)),
            IsAntiPhase = side > 0 && correlation < AntiPhase,
        };
    }

    /// <summary>Side/mid energy ratio; silence counts as narrow.</summary>
    public static Decibels Ratio(double side, double mid)
    {
        if (side <= 0) return new Decibels(Narrowest);
        if (mid <= 0) return new Decibels(Widest);
        return new Decibels(Math.Clamp(10 * Math.Log10(side / mid), Narrowest, Widest));
    }

    private static StereoBand Third(LongTermSpectrum spectrum, int step)
    {
        var centre = 1000 * Math.Pow(2, step / 3.0);
        return Band(spectrum, centre * Math.Pow(2, -1.0 / 6), centre * Math.Pow(2, 1.0 / 6));
    }

    private static StereoBand Band(LongTermSpectrum spectrum, double low, double high)
    {
        double mid = 0, side = 0, cross = 0;
        var width = spectrum.BinWidth.Value;
        // A bin is a rectangle and counts by its share of the band. Bins 0 and 1 hold what a DC offset leaks.
        for (var k = 2; k < spectrum.Mid.Length; k++)
        {
            var share = Math.Min((k + 0.5) * width, high) - Math.Max((k - 0.5) * width, low);
            if (share <= 0) continue;
            mid += share * spectrum.Mid[k];
            side += share * spectrum.Side[k];
            if (spectrum.Cross.Length > 0) cross += share * spectrum.Cross[k];
        }
        var powers = ((mid + side) / 2 + cross) * ((mid + side) / 2 - cross);
        var coherence = powers > 0 ? Math.Min(Math.Abs(mid - side) / 2 / Math.Sqrt(powers), 1) : 0;
        return new StereoBand(new Hertz(low), new Hertz(high), Ratio(side, mid), coherence);
    }
}
