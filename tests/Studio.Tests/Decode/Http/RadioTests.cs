using System.Text;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Http;
using NTWorkstation.Studio.Decode.Live;
using NTWorkstation.Studio.Tests.Transport;
using NTWorkstation.Studio.Transport;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Http.WebSounds;

namespace NTWorkstation.Studio.Tests.Decode.Http;

/// <summary>Streams of radio servers, by the real opener and through the real engine.</summary>
public sealed class RadioTests : IDisposable
{
    private const int Interval = 1000;
    private readonly WebSounds _sounds = new();

    public void Dispose() => _sounds.Dispose();

    private static byte[] Titled(byte[] sound, Func<int, string?> title) =>
        IcyMetadataTests.Mixed(sound, Interval, n => title(n) is { } t ? Encoding.UTF8.GetBytes($"StreamTitle='{t}';") : []);

    private static Task Head(Stream to, string type = "audio/mpeg", bool isOld = false) =>
        TestServer.Write(to, $"{(isOld ? "ICY 200 OK" : "HTTP/1.0 200 OK")}\nContent-Type: {type}\nicy-name: Radio Test\nicy-metaint: {Interval}\n\n");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_stream_with_metadata_then_the_sound_is_that_without_it_and_titles_are_told(bool isOld)
    {
        var path = _sounds.File(MediaKind.Mp3);
        var bytes = File.ReadAllBytes(path);
        var sent = Titled(bytes, n => n == 3 ? "First – song" : n == 20 ? "Second" : null);
        await using var server = new TestServer(async (request, to, cancel) =>
        {
            Assert.Equal("1", request.Headers["icy-metadata"]);
            if (request.Number > 1)
            {
                await TestServer.Write(to, "HTTP/1.0 404 Not Found\n\n");
                return;
            }
            await Head(to, isOld: isOld);
            await to.WriteAsync(sent, cancel);
        });
        using var source = Open(server.Root);
        Assert.True(source is { IsLive: true, IsSeekable: false, Info.Length: null });
        Assert.Contains(source.Title, (string[])["Radio Test", "A title", "First – song"]);
        var news = new List<SourceNews>();
        source.Told += n =>
        {
            lock (news) news.Add(n);
        };
        var heard = new List<double>();
        var block = new AudioBlock(2, 1000);
        // The station is gone after it: given up, as the fault says.
        var fault = Assert.Throws<MediaException>(() =>
        {
            while (source.Read(block) > 0) heard.AddRange(block.Channel(0));
        });
        Assert.Contains("404", fault.Message);
        Assert.Contains("given up after 4 attempts", fault.Message);
        Assert.Empty(server.Problems);
        // Delay and padding are no part of a live stream's way: it is the file's samples with some before them.
        var expected = Local(path)[0];
        var at = FindIn(heard, expected[5000..5500]);
        Assert.True(at >= 5000, $"the file's samples were not found; {heard.Count} were heard");
        var same = Math.Min(expected.Length, heard.Count - (at - 5000)) - 3000;
        Assert.Equal(expected[5000..same], heard.GetRange(at, same - 5000));
        lock (news)
        {
            Assert.Equal(["Second"], news.OfType<SourceNews.TitleChanged>().Select(t => t.Title).Where(t => t != "First – song"));
            Assert.Contains(news, n => n is SourceNews.Interrupted);
        }
    }

    [Fact]
    public async Task Given_a_station_that_is_cut_then_it_goes_on_with_what_is_sent_then()
    {
        var bytes = File.ReadAllBytes(_sounds.File(MediaKind.Mp3, 400_000));
        await using var server = new TestServer(async (request, to, cancel) =>
        {
            await Head(to);
            // In the middle of a frame, and of a block of metadata.
            await to.WriteAsync(Titled(bytes, n => n % 7 == 0 ? $"Song {request.Number}" : null).AsMemory(0, bytes.Length / 3), cancel);
        });
        using var source = Open(server.Root);
        var (block, frames, titles, resumed) = (new AudioBlock(2, 1000), 0L, new HashSet<string>(), 0);
        source.Told += n =>
        {
            if (n is SourceNews.Resumed { IsWhole: false }) Interlocked.Increment(ref resumed);
            if (n is SourceNews.TitleChanged t) titles.Add(t.Title);
        };
        while (frames < 1_000_000)
        {
            Assert.NotEqual(0, source.Read(block));
            frames += block.Frames;
        }
        Assert.True(Volatile.Read(ref resumed) >= 3, $"{resumed} times");
        Assert.Contains("Song 3", titles);
    }

    [Fact]
    public async Task Given_a_station_that_begins_an_ogg_stream_with_each_title_then_it_plays_on_and_the_title_is_told()
    {
        var (first, second) = (_sounds.File(MediaKind.Opus, 60_000), _sounds.File(MediaKind.Opus, 50_000));
        byte[] sent = [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)];
        await using var server = new TestServer(async (request, to, cancel) =>
        {
            await TestServer.Write(to, request.Number > 1 ? "HTTP/1.0 404 Not Found\n\n" : "HTTP/1.0 200 OK\nContent-Type: application/ogg\nicy-name: Ogg Radio\n\n");
            if (request.Number == 1) await to.WriteAsync(sent, cancel);
        });
        using var source = Open(server.Root);
        Assert.True(source.IsLive);
        var titles = new List<(int Frame, string Title)>();
        var heard = new List<double>();
        source.Told += n =>
        {
            if (n is SourceNews.TitleChanged t) titles.Add((heard.Count, t.Title));
        };
        var block = new AudioBlock(2, 1000);
        Assert.Throws<MediaException>(() =>
        {
            while (source.Read(block) > 0) heard.AddRange(block.Channel(0));
        });
        Assert.InRange(heard.Count, 110_000, 112_000);
        var (frame, title) = Assert.Single(titles);
        Assert.InRange(frame, 59_000, 62_000);
        Assert.Contains("A title", title, StringComparison.Ordinal);
        Assert.Equal(title, source.Title);
    }

    [Fact]
    public async Task Given_a_stations_playlist_then_its_first_server_that_answers_is_heard_and_a_list_is_expanded()
    {
        var path = _sounds.File(MediaKind.Wav, 5000);
        var file = TestServer.File(File.ReadAllBytes(path));
        await using var server = new TestServer((request, to, cancel) => request.Path switch
        {
            "/listen" or "/list.pls" => Text(to, "audio/x-scpls", "[playlist]\nFile1=gone.mp3\nFile2=/deep/sound.wav\nNumberOfEntries=2\n"),
            "/list.m3u" => Text(to, "text/plain", "#EXTM3U\n#EXTINF:7,One\na.flac\nhttp://other.example/b.mp3\n"),
            "/thief.m3u" => Text(to, "audio/x-mpegurl", "file:///etc/passwd\n"),
            "/deep/sound.wav" => file(request, to, cancel),
            _ => TestServer.Write(to, "HTTP/1.1 404 Not Found\nContent-Length: 0\n\n"),
        });
        using (var source = Open($"{server.Root}/listen")) Assert.Equal(Local(path), All(source));
        using var web = new HttpOpener(new NativeDecode(), Quick);
        var items = PlaylistFiles.Expand([SourceAddress.Parse($"{server.Root}/list.m3u")], web, TestContext.Current.CancellationToken);
        Assert.Equal([$"{server.Root}/a.flac", "http://other.example/b.mp3"], items.Select(i => i.Address.ToString()));
        Assert.Equal("One", items[0].Title);
        Assert.Equal(2, PlaylistFiles.Expand([SourceAddress.Parse($"{server.Root}/list.pls")], web, default).Count);
        Assert.Contains("may not name files", Assert.ThrowsAny<MediaException>(() => PlaylistFiles.Expand([SourceAddress.Parse($"{server.Root}/thief.m3u")], web, default)).Message);
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => PlaylistFiles.Expand([SourceAddress.Parse($"{server.Root}/no.m3u")], web, default)).Fault);

        static Task Text(Stream to, string type, string text) => TestServer.Write(to, $"HTTP/1.1 200 OK\nContent-Type: {type}\nConnection: close\n\n{text}");
    }

    [Fact]
    public async Task Given_a_station_in_the_transport_then_titles_are_told_as_they_are_heard_seeks_are_refused_and_its_end_is_an_event()
    {
        var bytes = File.ReadAllBytes(_sounds.File(MediaKind.Mp3, 44100 * 6));
        var sent = Titled(bytes, n => n == 2 ? "The first" : n == 60 ? "The second" : null);
        await using var server = new TestServer(async (request, to, cancel) =>
        {
            if (request.Number > 1)
            {
                await TestServer.Write(to, "HTTP/1.0 404 Not Found\n\n");
                return;
            }
            await Head(to);
            await to.WriteAsync(sent, cancel);
        });
        var opener = new LiveOpener(new HttpOpener(new NativeDecode(), Quick), new NativeAsyncResampling(), _ => new() { Aim = new(0.5), Most = new(20) });
        await using var rig = new TransportRig(opener, isPaced: true);
        await rig.Do(new EnqueueItems([new() { Address = SourceAddress.Parse($"{server.Root}/") }]));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        Assert.Contains("live", Assert.IsType<Refused>(await rig.Ask(new SeekTo(new(1)))).Problem);
        await rig.Ended();
        Assert.Contains(rig.Events, e => e is StreamTitleChanged { Title: "The second" });
        Assert.Contains(rig.Events, e => e is SourceInterrupted);
        Assert.Contains("given up", rig.Events.OfType<EntrySkipped>().Single().Problem);
        Assert.Equal("The second", (await rig.Status()).Queue[0].Title);
        Assert.Empty(server.Problems);
        // Six seconds went in; what came out is as long but for what the fades and the resampler's end take.
        Assert.InRange(rig.Sound()[0].Length, 44100 * 5.5, 44100 * 6.1);
    }

    private static int FindIn(List<double> all, double[] part)
    {
        for (var at = 0; at + part.Length <= all.Count; at++)
            if (all[at] == part[0] && all[at + 1] == part[1] && all.GetRange(at, part.Length).SequenceEqual(part)) return at;
        return -1;
    }
}
