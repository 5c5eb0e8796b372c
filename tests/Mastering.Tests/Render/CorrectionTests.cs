using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

public class CorrectionTests
{
    private static Correction Towards(double lufs) => new(new Lufs(lufs), new Decibels(-1), hasLimiter: true, new Decibels(0.19));

    [Fact]
    public void Given_a_limiter_at_work_then_the_gain_rises_no_further_than_to_the_limiters_bound()
    {
        var correction = Towards(-9);
        Assert.True(correction.IsNeeded(-12, -1.05, reductionP95: 4));
        Assert.Equal(2, correction.GainTrimDb, 1e-9);
        Assert.False(correction.IsNeeded(-11, -1.05, reductionP95: 5.8));
        Assert.Contains("2.0 LU below", correction.Unreached, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_step_that_drove_the_limiter_over_its_bound_then_what_was_too_much_is_taken_back()
    {
        var correction = Towards(-9);
        Assert.True(correction.IsNeeded(-19, -4, reductionP95: 0));
        Assert.Equal(10, correction.GainTrimDb, 1e-9);
        Assert.True(correction.IsNeeded(-11, -1.05, reductionP95: 8));
        Assert.Equal(8, correction.GainTrimDb, 1e-9);
        Assert.False(correction.IsNeeded(-11.3, -1.05, reductionP95: 6.2));
        Assert.NotNull(correction.Unreached);
    }

    [Fact]
    public void Given_a_gain_that_already_drives_the_limiter_over_its_bound_then_it_stays() =>
        Assert.False(Towards(-9).IsNeeded(-11, -1.05, reductionP95: 9));
}
