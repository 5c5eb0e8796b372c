using NTWorkstation.Contracts.Transport;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>nt play --resume after a player that was killed, ended, or never was.</summary>
public sealed class ResumeOfPlayerTests : PlayTest
{
    private const string One = "tone:sine?hz=400&db=-30&seconds=300", Two = "tone:sine?hz=500&db=-30&seconds=300", Three = "tone:sine?hz=600&db=-30&seconds=300";

    private string Kept => Path.Combine(Folder, "data", "ntworkstation", "playing.json");

    [Fact]
    public async Task A_player_that_is_killed_is_gone_on_with_near_where_it_was()
    {
        double heard;
        using (var killed = Start(One, Two, Three, "--output", "null"))
        {
            await killed.Playing();
            killed.Run("volume", "-7");
            killed.Run("chain", "insert", "gain", "gain_db=-1");
            killed.Run("next");
            killed.Run("seek", "100");
            heard = (await killed.Until(s => s.Position.Value > 104.5)).Position.Value;
            killed.Signal(Player.Kill);
            Assert.Equal(128 + Player.Kill, (await killed.Ended()).Code);
        }
        using var resumed = Start("--resume", "--output", "null");
        var status = await resumed.Playing();
        Assert.Equal([One, Two, Three], status.Queue.Select(e => e.Address));
        Assert.Equal(status.Queue[1].Id, status.Entry);
        Assert.Equal(-7, status.Volume.Value);
        Assert.Equal("gain", Assert.Single(status.Chain).Processor.Processor);
        // Kept every two seconds; what a busy machine adds to that is the player's own time, too.
        Assert.InRange(status.Position.Value, 100, 1000);
        Assert.True(status.Position.Value > heard - 10, $"it was at {heard}, and goes on at {status.Position.Value}");
    }

    [Fact]
    public async Task A_player_without_a_home_plays_and_keeps_nothing()
    {
        var homeless = new Dictionary<string, string> { ["XDG_DATA_HOME"] = "", ["HOME"] = "" };
        using (var player = Player.Start(Folder, homeless, One, "--output", "null"))
        {
            await player.Playing();
            player.Signal(Player.Terminate);
            Assert.Equal(130, (await player.Ended()).Code);
        }
        using var refused = Player.Start(Folder, homeless, "--resume", One, "--output", "null");
        var (code, error) = await refused.Ended();
        Assert.Equal(4, code);
        Assert.Contains("XDG_DATA_HOME", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_player_that_is_asked_to_end_is_gone_on_with_exactly_there_and_one_that_came_to_its_end_is_not()
    {
        using (var ended = Start(One, "--output", "null"))
        {
            await ended.Playing();
            ended.Run("seek", "200");
            ended.Run("pause");
            ended.Signal(Player.Terminate);
            Assert.Equal(130, (await ended.Ended()).Code);
        }
        using (var resumed = Start("--resume", "--output", "null", "--volume", "-3"))
        {
            var status = await resumed.Playing();
            Assert.InRange(status.Position.Value, 200, 300);
            Assert.Equal(-3, status.Volume.Value);
            resumed.Run("seek", "299.9");
            Assert.Equal(0, (await resumed.Ended()).Code);
        }
        using var nothing = Start("--resume", "--output", "null");
        var (code, error) = await nothing.Ended();
        Assert.Equal(2, code);
        Assert.Contains("nothing to go on with", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_and_is_damaged_is_named_and_the_sources_are_played()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Kept)!);
        foreach (var damage in (string[])["", "{", "{\"version\":1}", "{\"version\":2,\"revision\":1,\"queue\":[],\"loop\":\"Off\",\"stops_after_current\":false,\"volume\":0,\"chain\":[]}", "\0\0\0"])
        {
            await File.WriteAllTextAsync(Kept, damage, TestContext.Current.CancellationToken);
            using var alone = Start("--resume", "--output", "null");
            var (code, error) = await alone.Ended();
            Assert.Equal(3, code);
            Assert.Contains(Kept, error, StringComparison.Ordinal);
        }
        using var fresh = Start("--resume", One, "--output", "null");
        await fresh.Playing();
        fresh.Signal(Player.Interrupt);
        Assert.Contains("note:", (await fresh.Ended()).Error, StringComparison.Ordinal);
        Assert.Single(TransportJson.ReadState(await File.ReadAllBytesAsync(Kept, TestContext.Current.CancellationToken)).Queue);
    }

    [Fact]
    public async Task Stop_after_current_ends_the_player_and_the_next_one_goes_on_behind_it()
    {
        using (var first = Start(One, Two, "--output", "null"))
        {
            await first.Playing();
            first.Run("stop", "--after-current");
            Assert.Contains("stops after this entry", first.Run("status"), StringComparison.Ordinal);
            first.Run("stop", "--after-current", "--off");
            Assert.DoesNotContain("stops after", first.Run("status"), StringComparison.Ordinal);
            first.Run("stop", "--after-current");
            first.Run("seek", "299.5");
            Assert.Equal(0, (await first.Ended()).Code);
        }
        using var second = Start("--resume", "--output", "null");
        var status = await second.Playing();
        Assert.Equal(status.Queue[1].Id, status.Entry);
        Assert.InRange(status.Position.Value, 0, 100);
        Assert.False(status.StopsAfterCurrent);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        foreach (var (args, words) in ((string[], string)[])[([], "Name what to play"), (["--resume", "--output", "file:" + In("x.wav")], "--resume"), (["--start", "soon", One, "--output", "null"], "is no time")])
        {
            using var player = Start(args);
            var (code, error) = await player.Ended();
            Assert.Equal(2, code);
            Assert.Contains(words, error, StringComparison.Ordinal);
        }
        using var late = Start(One, "--start", "400", "--output", "null");
        var (result, told) = await late.Ended();
        Assert.Equal(3, result);
        Assert.Contains("there is nothing at 400 s", told, StringComparison.Ordinal);
    }
}
