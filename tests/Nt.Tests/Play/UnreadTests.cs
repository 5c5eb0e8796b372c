using System.Diagnostics;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Tests;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>Commands that go on until the player ends, in a pipe whose reader goes (nt … | head).</summary>
public sealed class UnreadTests : PlayTest
{
    [Theory]
    [InlineData("monitor", "--json")]
    [InlineData("monitor", "--fps", "20")]
    public async Task A_monitor_that_nobody_reads_any_more_ends_and_says_nothing(params string[] command)
    {
        using var player = Start("tone:sine?seconds=3000", "--output", "null");
        await player.Playing();
        await EndsUnread(player, 2, command);
    }

    [Theory]
    [InlineData("transport", "watch")]
    [InlineData("transport", "watch", "--json")]
    public async Task A_watch_that_nobody_reads_any_more_ends_also_while_nothing_happens_that_it_could_write(params string[] command)
    {
        using var player = Start("tone:sine?seconds=3000", "--output", "null");
        await player.Playing();
        player.Run("pause");
        await player.Until(s => s.State == TransportState.Paused);
        await EndsUnread(player, 0, command);
        Assert.Equal(TransportState.Paused, player.Status().State);
    }

    private static async Task EndsUnread(Player player, int lines, string[] command)
    {
        using var process = player.Beside(command);
        try
        {
            for (var line = 0; line < lines; line++) Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            process.StandardOutput.Close();
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
            Assert.Equal("", await error);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
