using Xunit;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>Every storm again, under many more schedules.</summary>
[Trait("Category", "full")]
public class FullTierTests
{
    private const int Seeds = 4000;
    private const int ThreadSeeds = 1000;

    private static readonly Dictionary<string, Action<Scene>> Scenarios = new()
    {
        [nameof(FloodTests.Flood)] = FloodTests.Flood,
        [nameof(LifeStormTests.BirthsAndStops)] = LifeStormTests.BirthsAndStops,
        [nameof(LifeStormTests.NamesBelowTheGuardian)] = LifeStormTests.NamesBelowTheGuardian,
        [nameof(RestartStormTests.FailingUnderFlood)] = RestartStormTests.FailingUnderFlood,
        [nameof(AskStormTests.QuestionsAndAStop)] = AskStormTests.QuestionsAndAStop,
        [nameof(AskStormTests.QuestionsAndTheEnd)] = AskStormTests.QuestionsAndTheEnd,
        [nameof(TimerStormTests.TimersAndRestarts)] = TimerStormTests.TimersAndRestarts,
        [nameof(StashStormTests.StashAndRestarts)] = StashStormTests.StashAndRestarts,
        [nameof(TerminationStormTests.EndOfABusySystem)] = TerminationStormTests.EndOfABusySystem,
        [nameof(StopStormTests.SendersAndAStop)] = StopStormTests.SendersAndAStop,
    };

    public static TheoryData<string> Names() => [.. Scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_a_storm_when_it_is_played_in_many_seeded_orders_then_it_holds_in_all(string scenario) =>
        Storm.Play(Schedule.Seeded, Seeds, Scenarios[scenario]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_a_storm_when_it_is_played_on_threads_that_pause_at_random_then_it_holds_each_time(string scenario) =>
        Storm.Play(Schedule.Threads, ThreadSeeds, Scenarios[scenario]);
}
