using System.Collections.Immutable;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>What the dynamics stage is, and what it does to the mean power of each mel band.</summary>
internal sealed record DynamicsEstimate(MultibandSpec? Spec, double[] MelDb)
{
    public static readonly DynamicsEstimate None = new(null, new double[Analysis.MelProfile.BandCount]);
}

/// <summary>
/// A gentle compressor a band that stretches or squeezes the distribution of the band's level in 93 ms frames until it is as wide as the
/// reference's. A ratio below 1 expands. The threshold lies at a low percentile, so that the whole of the music is mapped alike.
/// </summary>
internal static class DynamicsFit
{
    public static readonly ImmutableArray<double> Crossovers = [120, 500, 2000, 6000];
    public const double LeastSlope = 0.5, GreatestSlope = 1.6;
    public const double KneeDb = 12;
    /// <summary>Cost in dB of distance for an octave of slope: dynamics are changed where it pays.</summary>
    private const double Reluctance = 0.3;
    private const double Neutral = 0.08;
    /// <summary>What a group's, and the whole stage's, action must bring on average over the mel bands.</summary>
    private const double WorthInGroupDb = 0.4, WorthDb = 0.6;
    /// <summary>Slope of the strongest compressor over the whole band, 4:1.</summary>
    private const double LeastWideSlope = 0.25;
    /// <summary>As <see cref="Reluctance"/>; the level as a whole moves little, so less is enough.</summary>
    private const double WideReluctance = 0.05;
    /// <summary>An average change of slope below this many octaves is slight.</summary>
    private const double WorthOctaves = 0.25;
    private const double ThresholdShare = 0.1;
    private const double SilenceDb = -85;
    /// <summary>From the summed mel bands of mid + side to the mean square of the louder channel: the window's 1.5 bins and half the power.</summary>
    private const double DetectorDb = -1.76 - 2.5;

    /// <summary>Fits the dynamics to the levels that arrive at the stage.</summary>
    /// <param name="arriving">The target's levels behind what stands ahead of the stage.</param>
    public static double[] Slopes(LevelQuantiles reference, LevelQuantiles arriving, IReadOnlyList<double> centres, BoostLimits limits)
    {
        var slopes = new double[Crossovers.Length + 1];
        double nearer = 0, counted = 0;
        for (var g = 0; g < slopes.Length; g++)
        {
            slopes[g] = 1;
            var bands = Group(g, centres).Where(b => Counts(reference, b, centres[b], limits) && Counts(arriving, b, centres[b], limits)).ToArray();
            counted += bands.Length;
            if (bands.Length == 0) continue;
            var (slope, by) = BestSlope(reference, arriving, bands, Group(g, centres).ToArray());
            if (by < WorthInGroupDb) continue;
            slopes[g] = slope;
            nearer += by * bands.Length;
        }
        if (nearer < WorthDb * counted) Array.Fill(slopes, 1);
        return slopes;
    }

    /// <summary>The stage with these slopes of output over input level, thresholds and make-up set for the levels that arrive.</summary>
    public static DynamicsEstimate Build(IReadOnlyList<double> slopes, LevelQuantiles arriving, IReadOnlyList<double> centres, DynamicsTimes times)
    {
        if (slopes.All(s => Math.Abs(s - 1) < Neutral)) return DynamicsEstimate.None;
        var mel = new double[centres.Count];
        var specs = new List<CompressorSpec>();
        for (var g = 0; g < slopes.Count; g++)
        {
            var bands = Group(g, centres).ToArray();
            var levels = Levels(arriving, bands);
            var threshold = Threshold(levels);
            var curve = levels.Select(l => StaticDb(l, threshold, slopes[g])).ToArray();
            double before = 0, after = 0;
            foreach (var b in bands)
            {
                double p = 0, q = 0;
                for (var u = 0; u < LevelQuantiles.Count; u++)
                {
                    var power = Math.Pow(10, arriving.Db[b][u] / 10);
                    p += power;
                    q += power * Math.Pow(10, curve[u] / 10);
                }
                mel[b] = 10 * Math.Log10((q + 1e-30) / (p + 1e-30));
                (before, after) = (before + p, after + q);
            }
            var makeup = Math.Clamp(-10 * Math.Log10((after + 1e-30) / (before + 1e-30)), -24, 24);
            foreach (var b in bands) mel[b] += makeup;
            specs.Add(Spec(threshold, slopes[g], makeup, times));
        }
        return new DynamicsEstimate(new MultibandSpec(specs, [.. Crossovers.Select(f => new Hertz(f))]), mel);
    }

    /// <summary>
    /// One compressor over the whole band, where the level as a whole was squeezed or stretched while the bands' own distributions were not;
    /// null where it makes no difference.
    /// </summary>
    /// <param name="reference">Quantiles of the level in 400 ms, which a compressor follows to the full, dB.</param>
    /// <param name="arriving">The same of what arrives at the stage.</param>
    public static CompressorSpec? Wideband(double[] reference, double[] arriving, double greatestSlope, DynamicsTimes times)
    {
        var threshold = Threshold(arriving);
        var (best, least) = (1.0, double.PositiveInfinity);
        for (var slope = LeastWideSlope; slope <= greatestSlope + 1e-9; slope += 0.05)
        {
            var distance = WideReluctance * Math.Abs(Math.Log2(slope)) + Distance(reference, arriving, arriving, threshold, slope);
            if (distance < least) (best, least) = (slope, distance);
        }
        if (Math.Abs(Math.Log2(best)) < WorthOctaves) return null;
        double before = 1e-30, after = 1e-30;
        foreach (var level in arriving)
        {
            before += Math.Pow(10, level / 10);
            after += Math.Pow(10, (level + StaticDb(level, threshold, best)) / 10);
        }
        return Spec(threshold, best, Math.Clamp(-10 * Math.Log10(after / before), -24, 24), times);
    }

    /// <summary>Whether slopes say that there is little to do band by band.</summary>
    public static bool AreSlight(IReadOnlyList<double> slopes) => slopes.Average(s => Math.Abs(Math.Log2(s))) < WorthOctaves;

    /// <summary>The mel bands of a group.</summary>
    public static IEnumerable<int> Group(int group, IReadOnlyList<double> centres)
    {
        var low = group == 0 ? 0 : Crossovers[group - 1];
        var high = group == Crossovers.Length ? double.PositiveInfinity : Crossovers[group];
        return Enumerable.Range(0, centres.Count).Where(b => centres[b] >= low && centres[b] < high);
    }

    private static bool Counts(LevelQuantiles q, int band, double hz, BoostLimits limits) =>
        hz <= limits.HighestHz && q.Db[band][LevelQuantiles.Count * 3 / 4] > SilenceDb;

    /// <summary>The detector's level at each share: the group's bands taken to rise and fall together.</summary>
    private static double[] Levels(LevelQuantiles q, int[] bands)
    {
        var levels = new double[LevelQuantiles.Count];
        for (var u = 0; u < levels.Length; u++)
        {
            var sum = 0.0;
            foreach (var b in bands) sum += Math.Pow(10, q.Db[b][u] / 10);
            levels[u] = 10 * Math.Log10(sum + 1e-30) + DetectorDb;
        }
        return levels;
    }

    private static CompressorSpec Spec(double threshold, double slope, double makeup, DynamicsTimes times) => new()
    {
        Threshold = new Decibels(Math.Clamp(threshold, -80, 0)),
        Ratio = 1 / slope,
        Knee = new Decibels(KneeDb),
        Attack = times.Attack,
        Release = times.Release,
        RmsTime = times.Rms,
        Makeup = new Decibels(makeup),
        Detector = Detector.Rms,
    };

    private static double Threshold(double[] levels)
    {
        var heard = levels.Where(l => l > -70).ToArray();
        return heard.Length == 0 ? -60 : heard[(int)(ThresholdShare * heard.Length)];
    }

    private static double StaticDb(double level, double threshold, double slope)
    {
        var over = level - threshold;
        if (over <= -KneeDb / 2) return 0;
        if (over >= KneeDb / 2) return (slope - 1) * over;
        return (slope - 1) * (over + KneeDb / 2) * (over + KneeDb / 2) / (2 * KneeDb);
    }

    /// <summary>The slope, and by how much it brings the distributions nearer, dB.</summary>
    private static (double Slope, double By) BestSlope(LevelQuantiles reference, LevelQuantiles arriving, int[] counted, int[] group)
    {
        var levels = Levels(arriving, group);
        var threshold = Threshold(levels);
        var without = counted.Average(b => Distance(reference.Db[b], arriving.Db[b], levels, threshold, 1));
        var (best, least) = (1.0, without);
        for (var slope = LeastSlope; slope <= GreatestSlope + 1e-9; slope += 0.05)
        {
            var distance = Reluctance * Math.Abs(Math.Log2(slope));
            foreach (var b in counted) distance += Distance(reference.Db[b], arriving.Db[b], levels, threshold, slope) / counted.Length;
            if (distance < least) (best, least) = (slope, distance);
        }
        return (best, without - least);
    }

    /// <summary>Wasserstein distance once the equaliser has made the mean powers equal.</summary>
    private static double Distance(double[] reference, double[] arriving, double[] levels, double threshold, double slope)
    {
        Span<double> mapped = stackalloc double[LevelQuantiles.Count];
        double have = 0, wanted = 0;
        for (var u = 0; u < mapped.Length; u++)
        {
            mapped[u] = arriving[u] + StaticDb(levels[u], threshold, slope);
            have += Math.Exp(mapped[u] * (Math.Log(10) / 10));
            wanted += Math.Exp(reference[u] * (Math.Log(10) / 10));
        }
        var shift = 10 * Math.Log10(wanted / have);
        var sum = 0.0;
        for (var u = 0; u < mapped.Length; u++) sum += Math.Abs(Math.Max(mapped[u] + shift, -100) - reference[u]);
        return sum / mapped.Length;
    }
}

/// <summary>How fast the dynamics stage acts.</summary>
internal sealed record DynamicsTimes(Seconds Attack, Seconds Release, Seconds Rms)
{
    /// <summary>Follows the frames in which levels are compared.</summary>
    public static readonly DynamicsTimes Close = new(new Seconds(0.006), new Seconds(0.100), new Seconds(0.010));
    /// <summary>Lets transients through, to be cut by the limiter in the few milliseconds they last, where headroom is short.</summary>
    public static readonly DynamicsTimes Slow = new(new Seconds(0.200), new Seconds(0.500), new Seconds(0.100));
}
