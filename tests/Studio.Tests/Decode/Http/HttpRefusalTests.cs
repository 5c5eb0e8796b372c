using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Http;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Http.WebSounds;

namespace NTWorkstation.Studio.Tests.Decode.Http;

/// <summary>What servers do that is wrong, and what is said of it.</summary>
public sealed class HttpRefusalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebSounds _sounds = new();

    public void Dispose() => _sounds.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\nContent-Length: 0\n\n", MediaFault.NotFound, "404 Not Found")]
    [InlineData("HTTP/1.1 401 Unauthorized\nContent-Length: 0\n\n", MediaFault.NotFound, "NAME:PASSWORD")]
    [InlineData("HTTP/1.1 500 Internal Server Error\nContent-Length: 0\n\n", MediaFault.Io, "500 Internal Server Error")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n", MediaFault.Malformed, "empty")]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 6\n\n<html>", MediaFault.Unsupported, "page")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 30\n\nThis is a letter and no music.", MediaFault.Unsupported, "no audio format")]
    [InlineData("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 3\n\nabc", MediaFault.Unsupported, "compressed")]
    [InlineData("HTTP/1.1 302 Found\nLocation: /again\nContent-Length: 0\nConnection: close\n\n", MediaFault.Unsupported, "more than 10 times")]
    [InlineData("HTTP/1.1 302 Found\nContent-Length: 0\n\n", MediaFault.Malformed, "where to")]
    [InlineData("HTTP/1.1 302 Found\nLocation: file:///etc/passwd\nContent-Length: 0\n\n", MediaFault.Unsupported, "file:")]
    [InlineData("", MediaFault.Io, "")]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: application/vnd.apple.mpegurl\nContent-Length: 62\n\n#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\na.ts\n#EXT-X-ENDLIST\n", MediaFault.Unsupported, "segments")]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: audio/x-mpegurl\nContent-Length: 8\n\n#EXTM3U\n", MediaFault.TooLittle, "names nothing")]
    public async Task Given_an_answer_that_is_no_sound_then_the_fault_and_its_words_say_so(string answer, MediaFault fault, string words)
    {
        await using var server = new TestServer((_, to, _) => TestServer.Write(to, answer));
        var error = Assert.ThrowsAny<MediaException>(() => Open($"{server.Root}/x"));
        Assert.Equal(fault, error.Fault);
        Assert.Contains(words, error.Message);
        Assert.Contains(server.Root, error.Message);
    }

    [Fact]
    public async Task Given_another_kind_of_server_then_it_is_refused()
    {
        await using var server = new TestServer((_, to, _) => TestServer.Write(to, "SSH-2.0-OpenSSH_9.2\n"));
        // Its end may be seen before its words.
        Assert.Contains(Assert.Throws<MediaException>(() => Open($"{server.Root}/x")).Fault, (MediaFault[])[MediaFault.Malformed, MediaFault.Io]);
    }

    [Fact]
    public async Task Given_a_head_without_an_end_then_it_is_bounded()
    {
        await using var server = new TestServer(async (_, to, cancel) =>
        {
            await TestServer.Write(to, "HTTP/1.1 200 OK\n");
            var line = new string('x', 1000);
            while (!cancel.IsCancellationRequested) await TestServer.Write(to, $"X-More: {line}\n");
        });
        Assert.Equal(MediaFault.Limit, Assert.ThrowsAny<MediaException>(() => Open($"{server.Root}/x")).Fault);
    }

    [Fact]
    public async Task Given_a_playlist_without_an_end_then_it_is_bounded()
    {
        await using var server = new TestServer(async (_, to, cancel) =>
        {
            await TestServer.Write(to, "HTTP/1.1 200 OK\nContent-Type: audio/x-mpegurl\n\n");
            var comment = "#" + new string('x', 60_000) + "\n";
            while (!cancel.IsCancellationRequested) await TestServer.Write(to, comment);
        });
        Assert.Equal(MediaFault.Limit, Assert.ThrowsAny<MediaException>(() => Open($"{server.Root}/x")).Fault);
    }

    [Fact]
    public async Task Given_random_bytes_as_a_sound_then_they_are_refused_and_nothing_hangs()
    {
        var garbage = new byte[3_000_000];
        new Random(3).NextBytes(garbage);
        foreach (var type in new[] { "audio/mpeg", "audio/flac", "application/ogg", "audio/mp4" })
        {
            await using var server = new TestServer(TestServer.File(garbage, type: type));
            Assert.ThrowsAny<MediaException>(() =>
            {
                using var source = Open($"{server.Root}/x");
                All(source);
                // Noise may hold a frame or two that look sound; that they are damaged is then known.
                if (source.DamagedPackets > 0) throw new MediaException(MediaFault.Malformed, "damaged");
            });
        }
    }

    [Fact]
    public async Task Given_a_certificate_that_nobody_vouches_for_then_there_is_no_connection_and_the_fault_says_why()
    {
        var bytes = File.ReadAllBytes(_sounds.File(MediaKind.Wav));
        await using var server = new TestServer(TestServer.File(bytes), isSecure: true);
        var error = Assert.Throws<MediaException>(() => Open($"{server.Root}/x.wav"));
        Assert.Equal(MediaFault.Unsupported, error.Fault);
        Assert.Contains("no secure connection", error.Message);
        Assert.Contains("certificate", error.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Given_nobody_who_listens_then_the_fault_says_so_at_once()
    {
        var error = Assert.Throws<MediaException>(() => Open("http://127.0.0.1:1/x.flac", new HttpSettings()));
        Assert.Equal(MediaFault.Io, error.Fault);
        Assert.Contains("no connection", error.Message);
        Assert.Contains("no host", Assert.Throws<MediaException>(() => Open("http://nowhere.invalid/x.flac")).Message);
    }

    [Fact]
    public async Task Given_a_password_in_the_address_then_the_server_gets_it_and_no_message_holds_it()
    {
        await using var server = new TestServer((request, to, _) => TestServer.Write(to,
            request.Headers.GetValueOrDefault("authorization") == "Basic bmFtZTpzZWNyZXQ=" ? "HTTP/1.1 404 Not Found\nContent-Length: 0\n\n" : "HTTP/1.1 500 No password\nContent-Length: 0\n\n"));
        var error = Assert.Throws<MediaException>(() => Open($"{server.Root.Replace("//", "//name:secret@")}/x"));
        Assert.Equal(MediaFault.NotFound, error.Fault);
        Assert.DoesNotContain("secret", error.ToString());
    }

    [Theory]
    [InlineData("https://a/x", "http://a/y", null)]
    [InlineData("http://n:p@a/x", "/y", "http://a/y with")]
    [InlineData("http://n:p@a/x", "http://b/y", "http://b/y without")]
    [InlineData("http://a/x", "https://a/y#part", "https://a/y without")]
    public void Given_a_redirect_then_it_never_leads_from_secure_to_plain_nor_takes_a_password_elsewhere(string from, string to, string? expected)
    {
        var address = HttpAddress.Of(SourceAddress.Parse(from));
        if (expected is null)
        {
            Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => address.Redirected(new(to, UriKind.RelativeOrAbsolute))).Fault);
            return;
        }
        var next = address.Redirected(new(to, UriKind.RelativeOrAbsolute));
        Assert.Equal(expected, $"{next} {(next.Credentials is null ? "without" : "with")}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100000\n\nRIFF")]
    public async Task Given_a_server_that_hangs_then_opening_is_given_up_when_it_is_cancelled(string beginning)
    {
        await using var server = new TestServer(async (_, to, cancel) =>
        {
            await TestServer.Write(to, beginning);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        using var cancel = new CancellationTokenSource();
        var opening = Task.Run(() => Open($"{server.Root}/x.wav", new HttpSettings(), cancel.Token), TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => !server.Requests.IsEmpty, "a request");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Given_a_server_that_falls_silent_then_a_read_is_interrupted_and_so_are_all_after_it()
    {
        var bytes = File.ReadAllBytes(_sounds.File(MediaKind.Wav, 1_000_000));
        var silent = new TaskCompletionSource();
        await using var server = new TestServer(TestServer.File(bytes, pace: async (_, rest, to, cancel) =>
        {
            await to.WriteAsync(rest[..3_000_000], cancel);
            silent.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        }, hasRanges: false));
        using var source = Open($"{server.Root}/x.wav", new HttpSettings());
        var reading = Task.Run(() => All(source), TestContext.Current.CancellationToken);
        await silent.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        source.Interrupt();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.ThrowsAny<OperationCanceledException>(() => source.Read(new(2, 100)));
    }

    [Fact]
    public async Task Given_a_server_that_falls_silent_then_it_counts_as_cut_after_a_while()
    {
        var path = _sounds.File(MediaKind.Wav);
        var bytes = File.ReadAllBytes(path);
        await using var server = new TestServer(TestServer.File(bytes, pace: async (request, rest, to, cancel) =>
        {
            if (request.Number > 1)
            {
                await to.WriteAsync(rest, cancel);
                return;
            }
            await to.WriteAsync(rest[..100_000], cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        }, hasRanges: false));
        using var source = Open($"{server.Root}/x.wav", Quick with { SilenceTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(Local(path), All(source));
        Assert.Equal(2, server.Requests.Count);
    }
}
