using NTWorkstation.Nt.Commands.Abx;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Abx;

public sealed class AbxTrialsTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 16, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(12, 16, 2517.0 / 65536)] // 1820 + 560 + 120 + 16 + 1 ways
    [InlineData(16, 16, 1.0 / 65536)]
    [InlineData(5, 10, 638.0 / 1024)]
    public void Given_right_answers_then_p_is_the_tail_of_the_binomial_distribution(int right, int trials, double expected) =>
        Assert.Equal(expected, AbxTrials.Tail(right, trials), 1e-12);

    [Fact]
    public void Given_a_thousand_trials_then_p_is_still_exact_enough()
    {
        Assert.Equal(0.5126125, AbxTrials.Tail(500, 1000), 1e-6);
        Assert.Equal(1, AbxTrials.Tail(0, 1000), 1e-9);
    }

    [Fact]
    public void Given_answers_then_they_are_judged_by_what_X_was()
    {
        var trials = new AbxTrials(3, new Random(1));
        while (!trials.IsOver) trials.Answer(trials.XIsA);
        Assert.Equal(3, trials.Right);
        Assert.Equal(0.125, trials.PValue, 1e-12);
        Assert.Throws<InvalidOperationException>(() => trials.Answer(true));
        Assert.True(trials.Undo());
        trials.Answer(!trials.XIsA);
        Assert.Equal(2, trials.Right);
    }

    [Fact]
    public void Given_many_trials_then_X_is_each_of_the_two_about_as_often()
    {
        var trials = new AbxTrials(1000, new Random(3));
        while (!trials.IsOver) trials.Answer(true);
        Assert.InRange(trials.Right, 430, 570);
    }

    [Fact]
    public void Given_nothing_answered_then_nothing_can_be_taken_back() => Assert.False(new AbxTrials(1, new Random(1)).Undo());
}
