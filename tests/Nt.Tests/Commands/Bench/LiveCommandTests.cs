using System.Text.Json;
using NTWorkstation.Nt.Commands.Bench;
using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Bench;

public sealed class LiveCommandTests
{
    private static readonly LiveOrder Order = new(TimeSpan.FromSeconds(3), new(0.01), "null", 2);

    [Fact]
    public void Given_a_short_run_then_every_figure_is_told_and_the_exit_code_says_whether_something_was_ours()
    {
        var result = InProcess.Run("bench", "live", "--seconds", "2", "--latency", "200", "--load", "1", "--json");

        using var json = JsonDocument.Parse(result.Out);
        var root = json.RootElement;
        Assert.InRange(root.GetProperty("seconds").GetDouble(), 2, 120);
        Assert.Equal(200, root.GetProperty("latency_ms").GetDouble());
        Assert.True(root.GetProperty("collections").GetInt32() > 0, "the garbage collector was at work");
        Assert.True(root.GetProperty("feeder_core_percent").GetDouble() > 0);
        Assert.True(root.GetProperty("worst_block_ms").GetDouble() > 0);
        Assert.Equal(root.GetProperty("seconds_of_ours").GetInt32() > 0 ? ExitCode.Failed : ExitCode.Done, result.Code);
    }

    [Fact]
    public void Given_a_device_that_is_not_there_then_it_says_so()
    {
        var result = InProcess.Run("bench", "live", "--seconds", "1", "--load", "0", "--output", "alsa:no_such_card");

        Assert.Equal(ExitCode.Missing, result.Code);
        Assert.Contains("no_such_card", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_lateness_in_which_the_bare_loop_was_late_too_then_it_is_the_machines()
    {
        var figures = new LiveFigures { Order = Order, IsRealTime = true };
        figures.Add(Second(ours: 0, bare: 1));
        figures.Add(Second(ours: 2, bare: 0));
        figures.Add(Second(ours: 1, bare: 1));

        Assert.Equal(0, figures.SecondsOfOurs);
    }

    [Fact]
    public void Given_lateness_of_our_own_then_its_seconds_are_counted()
    {
        var figures = new LiveFigures { Order = Order, IsRealTime = true };
        figures.Add(Second(ours: 1, bare: 0));
        figures.Add(Second(ours: 0, bare: 0));
        figures.Add(Second(ours: 0, bare: 1));
        figures.Add(Second(ours: 0, bare: 0));
        figures.Add(Second(ours: 3, bare: 0));

        Assert.Equal(2, figures.SecondsOfOurs);
        var output = new StringWriter();
        figures.Write(new Sink(output, false, false));
        Assert.Contains("in 2 seconds in which the bare loop was in time", output.ToString(), StringComparison.Ordinal);
    }

    private static LiveSecond Second(long ours, long bare) => new(ours, bare, 0, TimeSpan.Zero, TimeSpan.Zero);
}
