using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>Finds where a long-term spectrum ends: the low-pass of a lossy codec, or the Nyquist frequency of an earlier life at a low rate.</summary>
internal static class SpectralCliff
{
    /// <summary>The spectrum is read in steps of 250 Hz; a cliff falls by at least this much within one step and its neighbour …</summary>
    private const double StepHz = 250, CliffDb = 20;
    /// <summary>… and nothing above it comes back to less than this far below its edge.</summary>
    private const double StaysBelowDb = 12;
    private const double LowestHz = 2000;

    /// <param name="limit">Half the lower of the source's and the analysis' rate; the answer where there is no cliff.</param>
    public static Hertz Find(LongTermSpectrum spectrum, Hertz limit)
    {
        var levels = Levels(spectrum, limit.Value);
        if (levels.Length < 4) return limit;
        var above = double.NegativeInfinity;
        // From the top down: the first place below which it is much louder than anywhere above.
        for (var i = levels.Length - 2; i * StepHz >= LowestHz; i--)
        {
            above = Math.Max(above, i + 2 < levels.Length ? levels[i + 2] : levels[i + 1]);
            var edge = Math.Max(levels[i], levels[i - 1]);
            if (edge - levels[Math.Min(i + 2, levels.Length - 1)] < CliffDb || edge - above < StaysBelowDb) continue;
            return new Hertz(Math.Min(Edge(spectrum, edge, (i + 2) * StepHz), limit.Value));
        }
        return limit;
    }

    private static double[] Levels(LongTermSpectrum spectrum, double limit)
    {
        var width = spectrum.BinWidth.Value;
        var levels = new double[(int)(limit / StepHz)];
        for (var i = 0; i < levels.Length; i++)
        {
            double sum = 0;
            var count = 0;
            for (var k = (int)Math.Ceiling(i * StepHz / width); k < Math.Min((i + 1) * StepHz / width, spectrum.Mid.Length); k++, count++)
                sum += spectrum.Mid[k] + spectrum.Side[k];
            levels[i] = 10 * Math.Log10(sum / Math.Max(count, 1) + 1e-20);
        }
        return levels;
    }

    /// <summary>The highest bin below this frequency that is at most half the cliff below the edge.</summary>
    private static double Edge(LongTermSpectrum spectrum, double edgeDb, double fromHz)
    {
        var width = spectrum.BinWidth.Value;
        var k = Math.Min((int)(fromHz / width), spectrum.Mid.Length - 2);
        for (; k > 1; k--)
        {
            // Three bins together: single ones waver.
            var power = 0.0;
            for (var j = k - 1; j <= k + 1; j++) power += (spectrum.Mid[j] + spectrum.Side[j]) / 3;
            if (10 * Math.Log10(power + 1e-20) > edgeDb - CliffDb / 2) break;
        }
        return k * width;
    }
}
