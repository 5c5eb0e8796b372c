using NTWorkstation.Client.View;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>How nt play ends, and what it leaves and keeps.</summary>
public sealed class OutcomeTests : PlayTest
{
    private const string Tone = "tone:sine?seconds=1";

    private string Out(string name) => "file:" + In(name);

    [Fact]
    public async Task What_could_not_be_played_is_told_at_the_end_and_the_code_is_3()
    {
        using (var all = Start(Tone, "--output", Out("a.wav")))
        {
            var (code, error) = await all.Ended();
            Assert.True(code == 0, error);
            Assert.DoesNotContain("could not", error, StringComparison.Ordinal);
        }
        using (var some = Start(Tone, In("gone.wav"), In("gone.wav"), "--output", Out("b.wav"), "--quiet"))
        {
            var (code, error) = await some.Ended();
            Assert.True(code == 3, error);
            Assert.Contains($"skipped: {In("gone.wav")}", error, StringComparison.Ordinal);
            Assert.EndsWith("nt: 2 of 3 sources could not be played, or not to the end; why is said above.\n", error, StringComparison.Ordinal);
        }
        using var none = Start(In("gone.wav"), "--output", Out("c.wav"));
        var (nothing, why) = await none.Ended();
        Assert.True(nothing == 3, why);
        Assert.EndsWith("nt: Nothing could be played; why is said above.\n", why, StringComparison.Ordinal);
        Assert.False(File.Exists(In("c.wav")));
    }

    [Fact]
    public async Task A_disk_that_fills_up_while_a_file_is_written_is_told_with_its_name_and_leaves_what_was_there()
    {
        await using var disk = await SmallDisk.MountAsync("2m");
        Assert.SkipWhen(disk is null, SmallDisk.NotMounted);
        foreach (var name in new[] { "a.wav", "a.flac", "a.raw" })
        {
            var path = Path.Combine(disk.Folder, name);
            await File.WriteAllTextAsync(path, "before", TestContext.Current.CancellationToken);
            using var player = Start("tone:pink?seconds=200", "--output", "file:" + path);
            var (code, error) = await player.Ended();
            Assert.True(code == 1, error);
            Assert.Contains($"nt: file:{path}: writing failed: No space left on device", error, StringComparison.Ordinal);
            Assert.Contains("Make room", error, StringComparison.Ordinal);
            Assert.Equal("before", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
            File.Delete(path);
            Assert.Empty(Directory.GetFiles(disk.Folder, "*", new EnumerationOptions { AttributesToSkip = 0 }));
        }
    }

    [Fact]
    public async Task What_a_killed_player_left_in_shared_memory_goes_with_the_next_player_wherever_that_listens()
    {
        var (first, second, third) = (In("first"), In("second"), In("third"));
        using var killed = Start("tone:sine?seconds=3000", "--output", "null", "--node", first);
        using var living = Start("tone:sine?seconds=3000", "--output", "null", "--node", second);
        foreach (var socket in new[] { first, second }) await Wait.UntilAsync(() => File.Exists(socket) && File.Exists(ViewName.PathOf(socket)), $"a player at {socket}");
        killed.Signal(Player.Kill);
        await killed.Ended();
        Assert.True(File.Exists(ViewName.PathOf(first)));
        using var next = Start("tone:sine?seconds=3000", "--output", "null", "--node", third);
        await Wait.UntilAsync(() => File.Exists(third), "the next player");
        Assert.False(File.Exists(ViewName.PathOf(first)), "what the killed one left");
        Assert.True(File.Exists(ViewName.PathOf(second)), "a living player's view");
        Assert.True(File.Exists(ViewName.PathOf(third)), "its own");
        foreach (var player in new[] { living, next })
        {
            player.Signal(Player.Terminate);
            await player.Ended();
        }
    }

    [Fact]
    public async Task A_monitor_sweeps_as_well()
    {
        using var killed = Start("tone:sine?seconds=3000", "--output", "null");
        await killed.Playing();
        var view = ViewName.PathOf(In("ntworkstation/transport.sock"));
        Assert.True(File.Exists(view));
        killed.Signal(Player.Kill);
        await killed.Ended();
        using var monitor = killed.Beside("monitor", "--once");
        await monitor.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, monitor.ExitCode);
        Assert.False(File.Exists(view));
    }

    [Fact]
    public async Task Somebodys_file_in_the_place_of_a_players_lock_is_kept_and_named()
    {
        var (socket, held) = (In("n"), "my own notes\n");
        await File.WriteAllTextAsync(socket + ".lock", held, TestContext.Current.CancellationToken);
        using var player = Start(Tone, "--output", "null", "--node", socket);
        var (code, error) = await player.Ended();
        Assert.True(code == 1, error);
        Assert.Contains($"{socket}.lock is there and was not made by nt", error, StringComparison.Ordinal);
        Assert.Equal(held, await File.ReadAllTextAsync(socket + ".lock", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_for_sockets_that_cannot_be_made_is_told_with_what_would_help()
    {
        await File.WriteAllTextAsync(In("file"), "", TestContext.Current.CancellationToken);
        using var player = Start(Tone, "--output", "null", "--node", In("file/below/n"));
        var (code, error) = await player.Ended();
        Assert.True(code == 1, error);
        Assert.Contains("XDG_RUNTIME_DIR", error, StringComparison.Ordinal);
        Assert.Contains("--node", error, StringComparison.Ordinal);
        Assert.DoesNotContain("XDG_DATA_HOME", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_of_a_single_frame_ends_with_a_word_and_not_with_a_busy_machine()
    {
        using (var one = Start("tone:sine?hz=997&rate=48000&seconds=0.00002", "--output", Out("one.wav"))) Assert.Equal(0, (await one.Ended()).Code);
        using var player = Start(In("one.wav"), "--output", "null", "--loop", "queue");
        var (code, error) = await player.Ended();
        Assert.True(code == 0, error);
        Assert.Contains("too short to be repeated", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channels=1", "1 channel,")]
    [InlineData("channels=2", "2 channels,")]
    public async Task One_channel_is_one(string query, string words)
    {
        using var player = Start($"{Tone}&{query}", "--output", Out("a.wav"));
        Assert.Contains(words, (await player.Ended()).Error, StringComparison.Ordinal);
    }
}
