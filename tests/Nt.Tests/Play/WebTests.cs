using NTWorkstation.Studio.Tests.Decode.Http;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>nt play with sounds on a server.</summary>
public sealed class WebTests : PlayTest
{
    [Fact]
    public async Task A_playlist_on_a_server_is_played_sample_by_sample_as_the_files_are_and_what_is_missing_is_named()
    {
        using (var made = Start("tone:sine?seconds=3&hz=441", "--output", $"file:{In("a.flac")}", "--rate", "44100")) Assert.Equal(0, (await made.Ended()).Code);
        using (var local = Start(In("a.flac"), "--output", $"file:{In("local.raw")}")) Assert.Equal(0, (await local.Ended()).Code);
        var file = TestServer.File(await File.ReadAllBytesAsync(In("a.flac"), TestContext.Current.CancellationToken));
        await using var server = new TestServer((request, to, cancel) => request.Path switch
        {
            "/list.m3u" => TestServer.Write(to, "HTTP/1.1 200 OK\nContent-Type: audio/x-mpegurl\nConnection: close\n\n#EXTM3U\ngone.flac\na.flac\n"),
            "/a.flac" => file(request, to, cancel),
            _ => TestServer.Write(to, "HTTP/1.1 404 Not Found\nContent-Length: 0\nConnection: close\n\n"),
        });
        using var player = Start($"{server.Root}/list.m3u", "--output", $"file:{In("web.raw")}");
        var (code, error) = await player.Ended();
        Assert.True(code == 3, error);
        Assert.Contains("gone.flac: the server answers 404 Not Found", error, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(In("local.raw"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(In("web.raw"), TestContext.Current.CancellationToken));
        Assert.Empty(server.Problems);
    }

    [Fact]
    public async Task Playlists_that_are_queued_come_into_the_queue_as_what_they_name_those_on_servers_too()
    {
        foreach (var name in new[] { "a.flac", "b.flac" })
        {
            using var made = Start("tone:sine?seconds=1", "--output", $"file:{In(name)}");
            Assert.Equal(0, (await made.Ended()).Code);
        }
        await File.WriteAllTextAsync(In("list.m3u8"), "#EXTM3U\n#EXTINF:1,First\na.flac\nb.flac\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(In("round.m3u8"), "round.m3u8\n", TestContext.Current.CancellationToken);
        await using var server = new TestServer((_, to, _) => TestServer.Write(to, "HTTP/1.1 200 OK\nContent-Type: audio/x-scpls\nConnection: close\n\n[playlist]\nFile1=one.mp3\nFile2=two.mp3\nNumberOfEntries=2\n"));
        using var player = Start("tone:sine?seconds=300", "--output", "null");
        await player.Playing();
        player.Run("queue", In("list.m3u8"), $"{server.Root}/list.pls");
        var status = player.Status();
        Assert.Equal([In("a.flac"), In("b.flac"), $"{server.Root}/one.mp3", $"{server.Root}/two.mp3"], status.Queue.Skip(1).Select(e => e.Address));
        Assert.Equal("First", status.Queue[1].Title);
        foreach (var (list, problem) in new[] { (In("none.m3u"), "none.m3u"), (In("round.m3u8"), "circle") })
        {
            var refused = player.Try("queue", list);
            Assert.NotEqual(0, refused.Code);
            Assert.Contains(problem, refused.Error, StringComparison.Ordinal);
        }
        Assert.Equal(5, player.Status().Queue.Count);
    }

    [Fact]
    public async Task A_player_whose_server_hangs_ends_when_it_is_asked_to()
    {
        await using var server = new TestServer((_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));
        using var player = Start($"{server.Root}/x.mp3", "--output", "null");
        await Wait.UntilAsync(() => !server.Requests.IsEmpty, "a request");
        player.Signal(Player.Terminate);
        Assert.Equal(130, (await player.Ended()).Code);
    }
}
