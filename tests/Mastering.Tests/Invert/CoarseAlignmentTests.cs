using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Dsp.Analysis;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>Beats at irregular times, of which a recording holds a stretch: where two recordings of them lie against each other is found.</summary>
public sealed class CoarseAlignmentTests
{
    // Enough for steps of 5 ms, little enough for hours.
    private const double Rate = 800;

    [Theory]
    // Minutes of target and reference, the time in the performance at which each begins.
    [InlineData(3, 3, 0, 7.3)]
    [InlineData(3, 3, 60, 0)]
    [InlineData(12, 1, 0, 400)]
    [InlineData(1, 180, 5000, 0)]
    [InlineData(180, 1, 0, 9000)]
    [InlineData(180, 180, 0, 33)]
    [InlineData(60, 180, 1000, 0)]
    public void Given_two_recordings_of_a_performance_then_the_delay_between_them_comes_first(double targetMinutes, double referenceMinutes, double targetStart, double referenceStart)
    {
        var found = Find(Recording(targetMinutes, targetStart, seed: 1), Recording(referenceMinutes, referenceStart, seed: 1));

        Assert.Equal(targetStart - referenceStart, found[0].Delay.Value, Precision(targetMinutes, referenceMinutes));
        Assert.InRange(found[0].Likeness, 0.8, 1 + 1e-9);
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(180, 12)]
    public void Given_a_clock_that_runs_off_then_the_delay_is_found_all_the_same(double minutes, double driftPpm)
    {
        var found = Find(Recording(minutes, 0, seed: 1), Recording(minutes, 20, seed: 1, driftPpm));

        Assert.Equal(-20, found[0].Delay.Value, 0.1 + driftPpm * 1e-6 * minutes * 60);
        Assert.InRange(found[0].Likeness, 0.4, 1);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(180, 3)]
    [InlineData(90, 180)]
    public void Given_different_performances_then_nothing_is_alike(double targetMinutes, double referenceMinutes) =>
        Assert.InRange(Find(Recording(targetMinutes, 0, seed: 1), Recording(referenceMinutes, 0, seed: 2))[0].Likeness, 0, 0.25);

    [Fact]
    public void Given_an_overlap_of_a_little_more_than_a_quarter_then_it_is_found_at_either_end()
    {
        var (early, late) = (Recording(4, 0, seed: 1), Recording(4, 170, seed: 1));
        Assert.Equal(-170, Find(early, late)[0].Delay.Value, 0.01);
        Assert.Equal(170, Find(late, early)[0].Delay.Value, 0.01);
    }

    // Half a step of 5 ms; hours against hours have longer ones.
    private static double Precision(double a, double b) => Math.Min(a, b) > 10 ? 0.05 : Math.Max(a, b) > 174 ? 0.006 : 0.003;

    private static IReadOnlyList<CoarseAlignment> Find(OnsetEnvelope target, OnsetEnvelope reference) => CoarseAlignment.Find(target, reference, new NativeFourier());

    private static OnsetEnvelope Recording(double minutes, double start, int seed, double driftPpm = 0)
    {
        var random = new Random(seed);
        var envelope = new OnsetEnvelope(Rate);
        var block = new double[4000];
        double next = 0, level = 0;
        long done = 0;
        for (var left = (long)(minutes * 60 * Rate); left > 0; left -= block.Length, done += block.Length)
        {
            for (var i = 0; i < block.Length; i++)
            {
                var time = (start + (done + i) / Rate) * (1 - driftPpm * 1e-6);
                while (time >= next)
                {
                    level = 0.2 + 0.8 * random.NextDouble();
                    next += 0.1 + 0.5 * random.NextDouble();
                }
                level *= 0.985;
                block[i] = (i & 1) == 0 ? level : -level;
            }
            envelope.Add(block.AsSpan(0, (int)Math.Min(block.Length, left)));
        }
        return envelope;
    }
}
