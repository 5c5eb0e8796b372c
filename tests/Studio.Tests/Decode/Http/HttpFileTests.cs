using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Http;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Http.WebSounds;

namespace NTWorkstation.Studio.Tests.Decode.Http;

/// <summary>Files on a server are read as those here are.</summary>
public sealed class HttpFileTests : IDisposable
{
    private readonly WebSounds _sounds = new();

    public void Dispose() => _sounds.Dispose();

    [Theory]
    [InlineData(MediaKind.Flac)]
    [InlineData(MediaKind.Mp3)]
    [InlineData(MediaKind.Opus)]
    [InlineData(MediaKind.Wav)]
    [InlineData(MediaKind.Alac)]
    [InlineData(MediaKind.Aac)]
    [InlineData(MediaKind.WavPack)]
    [InlineData(MediaKind.Dsf)]
    public async Task Given_a_server_with_ranges_then_every_sample_length_title_and_seek_is_the_files(MediaKind kind)
    {
        var path = _sounds.File(kind);
        var expected = Local(path);
        await using var server = new TestServer(TestServer.File(File.ReadAllBytes(path)));
        using var source = Open($"{server.Root}/x.{Ending(kind)}");
        Assert.True(source is { IsSeekable: true, IsLive: false, Title: "A title" or "x" });
        Assert.Equal(expected[0].Length, source.Info.Length?.Value);
        Assert.Equal(expected, All(source));
        foreach (var at in new[] { 100_000, 3, 60_000, expected[0].Length - 1 })
        {
            source.Seek(new(at));
            Assert.Equal(expected[1][at..], All(source, 777)[1]);
        }
        Assert.Equal(0, source.DamagedPackets);
        Assert.Empty(server.Problems);
    }

    [Theory]
    [InlineData(MediaKind.Flac)]
    [InlineData(MediaKind.Mp3)]
    [InlineData(MediaKind.Opus)]
    [InlineData(MediaKind.Wav)]
    public async Task Given_a_server_without_ranges_then_every_sample_is_the_files_and_a_seek_is_refused(MediaKind kind)
    {
        var path = _sounds.File(kind);
        await using var server = new TestServer(TestServer.File(File.ReadAllBytes(path), hasRanges: false));
        using var source = Open($"{server.Root}/x.{Ending(kind)}");
        Assert.True(source is { IsSeekable: false, IsLive: false });
        // That of an Ogg file stands at its end.
        if (kind != MediaKind.Opus) Assert.Equal(120_001, source.Info.Length?.Value);
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => source.Seek(new(1))).Fault);
        Assert.Equal(Local(path), All(source));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Given_a_far_seek_in_a_large_file_then_only_what_is_near_is_fetched()
    {
        var path = _sounds.File(MediaKind.Wav, 3_000_000);
        var bytes = File.ReadAllBytes(path);
        await using var server = new TestServer(TestServer.File(bytes));
        using var source = Open($"{server.Root}/x.wav", Quick with { ReadAhead = 256 << 10 });
        source.Seek(new(2_900_000));
        Assert.Equal(100_000, All(source)[0].Length);
        Assert.InRange(server.Requests.Count, 2, 6);
        Assert.All(server.Requests, r => Assert.True(r.From < 1_000_000 || r.From > 11_500_000, $"byte {r.From} was asked for"));
    }

    [Theory]
    [InlineData(MediaKind.Flac, true)]
    [InlineData(MediaKind.Mp3, true)]
    [InlineData(MediaKind.Opus, true)]
    [InlineData(MediaKind.Wav, true)]
    [InlineData(MediaKind.Flac, false)]
    public async Task Given_a_connection_that_is_cut_again_and_again_then_it_goes_on_at_the_very_byte(MediaKind kind, bool hasRanges)
    {
        var path = _sounds.File(kind);
        var bytes = File.ReadAllBytes(path);
        var piece = bytes.Length / 7 + 1;
        await using var server = new TestServer(TestServer.File(bytes, hasRanges, pace: (request, rest, to, cancel) =>
            to.WriteAsync(rest[..Math.Min(rest.Length, hasRanges ? piece : piece * request.Number)], cancel).AsTask()));
        using var source = Open($"{server.Root}/x.{Ending(kind)}");
        Assert.Equal(Local(path), All(source));
        Assert.True(server.Requests.Count >= 7);
        Assert.Empty(server.Problems);
    }

    [Fact]
    public async Task Given_a_server_that_is_away_for_a_while_then_it_is_tried_until_it_is_back()
    {
        var path = _sounds.File(MediaKind.Wav, 1_000_000);
        var bytes = File.ReadAllBytes(path);
        var file = TestServer.File(bytes);
        var isOpen = new TaskCompletionSource();
        var cut = TestServer.File(bytes, hasRanges: false, pace: async (_, rest, to, cancel) =>
        {
            await to.WriteAsync(rest[..3_000_001], cancel);
            await isOpen.Task.WaitAsync(cancel);
        });
        await using var server = new TestServer((request, to, cancel) => request.Number switch
        {
            1 => cut(request, to, cancel),
            < 5 => TestServer.Write(to, "HTTP/1.1 503 Service Unavailable\nContent-Length: 0\nConnection: close\n\n"),
            _ => file(request, to, cancel),
        });
        using var source = Open($"{server.Root}/x.wav");
        var news = new System.Collections.Concurrent.ConcurrentQueue<SourceNews>();
        source.Told += news.Enqueue;
        isOpen.SetResult();
        Assert.Equal(Local(path), All(source));
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(4, news.OfType<SourceNews.Interrupted>().Count());
        Assert.Equal(new SourceNews.Resumed(IsWhole: true), news.Last());
    }

    [Fact]
    public async Task Given_a_server_that_does_not_come_back_then_what_was_there_is_read_and_the_fault_says_how_often_it_was_tried()
    {
        var path = _sounds.File(MediaKind.Wav);
        var bytes = File.ReadAllBytes(path);
        // It states all, gives half, and never more: a length that lies looks the same.
        await using var server = new TestServer(TestServer.File(bytes, pace: (_, rest, to, cancel) =>
            to.WriteAsync(rest[..Math.Max(0, rest.Length - bytes.Length / 2)], cancel).AsTask(), hasRanges: false));
        using var source = Open($"{server.Root}/x.wav");
        var (block, frames) = (new AudioBlock(2, 1000), 0);
        var fault = Assert.Throws<MediaException>(() =>
        {
            while (source.Read(block) > 0) frames += block.Frames;
        });
        Assert.Equal(MediaFault.Io, fault.Fault);
        Assert.Contains("given up after 4 attempts", fault.Message);
        Assert.InRange(frames, 58_000, 60_001);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Given_another_file_at_the_address_after_a_cut_then_the_two_are_not_mixed()
    {
        var bytes = File.ReadAllBytes(_sounds.File(MediaKind.Wav));
        var cut = TestServer.File(bytes, pace: (_, rest, to, cancel) => to.WriteAsync(rest[..50_000], cancel).AsTask(), hasRanges: false);
        var other = TestServer.File(bytes, tag: "\"v2\"");
        await using var server = new TestServer((request, to, cancel) => request.Number == 1 ? cut(request, to, cancel) : other(request, to, cancel));
        using var source = Open($"{server.Root}/x.wav");
        Assert.Equal(MediaFault.Changed, Assert.Throws<MediaException>(() => All(source)).Fault);
    }

    [Fact]
    public async Task Given_bytes_that_dribble_then_every_sample_comes()
    {
        var path = _sounds.File(MediaKind.Wav, 3001);
        await using var server = new TestServer(TestServer.File(File.ReadAllBytes(path), pace: async (_, rest, to, cancel) =>
        {
            for (var n = 1; rest.Length > 0; n = n % 61 + 1)
            {
                await to.WriteAsync(rest[..Math.Min(n, rest.Length)], cancel);
                await to.FlushAsync(cancel);
                rest = rest[Math.Min(n, rest.Length)..];
            }
        }));
        using var source = Open($"{server.Root}/x.wav");
        Assert.Equal(Local(path), All(source));
    }

    [Fact]
    public async Task Given_a_length_that_is_too_short_then_what_was_stated_is_read()
    {
        var bytes = File.ReadAllBytes(_sounds.File(MediaKind.Wav));
        await using var server = new TestServer(async (_, to, cancel) =>
        {
            await TestServer.Write(to, "HTTP/1.1 200 OK\nContent-Length: 100044\nConnection: close\n\n");
            await to.WriteAsync(bytes, cancel);
        });
        using var source = Open($"{server.Root}/x.wav");
        Assert.InRange(All(source)[0].Length, 24_900, 25_000);
    }

    [Fact]
    public async Task Given_chunks_without_a_length_then_it_is_read_to_its_end()
    {
        var path = _sounds.File(MediaKind.Mp3);
        var bytes = File.ReadAllBytes(path);
        await using var server = new TestServer(async (_, to, cancel) =>
        {
            await TestServer.Write(to, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Type: audio/mpeg\n\n");
            for (var at = 0; at < bytes.Length; at += 5000)
            {
                var count = Math.Min(5000, bytes.Length - at);
                await TestServer.Write(to, $"{count:x}\n");
                await to.WriteAsync(bytes.AsMemory(at, count), cancel);
                await TestServer.Write(to, "\n");
            }
            await TestServer.Write(to, "0\n\n");
        });
        using var source = Open($"{server.Root}/play?id=7");
        Assert.False(source.IsLive);
        Assert.Equal(Local(path), All(source));
    }

    [Fact]
    public async Task Given_redirects_then_they_are_followed_and_the_title_is_of_the_address_that_was_asked()
    {
        var path = _sounds.File(MediaKind.Wav);
        var file = TestServer.File(File.ReadAllBytes(path));
        await using var server = new TestServer((request, to, cancel) => request.Path switch
        {
            "/a" => TestServer.Write(to, "HTTP/1.1 302 Found\nLocation: b/c\nContent-Length: 0\nConnection: close\n\n"),
            "/b/c" => TestServer.Write(to, "HTTP/1.1 308 Permanent Redirect\nLocation: /x.wav\nContent-Length: 0\nConnection: close\n\n"),
            _ => file(request, to, cancel),
        });
        using var source = Open($"{server.Root}/a");
        Assert.Equal(Local(path), All(source));
        Assert.Equal(["/a", "/b/c", "/x.wav"], server.Requests.Take(3).Select(r => r.Path));
    }
}
