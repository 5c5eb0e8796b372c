using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace NTWorkstation.Studio.Tests.Decode.Http;

/// <summary>A real server on the loopback that answers each connection once with whatever bytes a test writes, and closes it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Stream, CancellationToken, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _count;

    public TestServer(Func<Request, Stream, CancellationToken, Task> answer, bool isSecure = false)
    {
        (_answer, _listener) = (answer, Listen());
        if (isSecure)
        {
            using var key = RSA.Create(2048);
            using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        }
        Root = $"{(isSecure ? "https" : "http")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    /// <param name="Number">Of the connection, from 1.</param>
    /// <param name="From">First byte that is asked for.</param>
    internal sealed record Request(int Number, string Path, IReadOnlyDictionary<string, string> Headers)
    {
        public long From => Headers.TryGetValue("range", out var range) ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
    }

    public string Root { get; }

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>What broke in an answer of the test's.</summary>
    public ConcurrentQueue<Exception> Problems { get; } = new();

    public static Task Write(Stream to, string text) => to.WriteAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"))).AsTask();

    /// <summary>A file on a usual server: with ranges or without them.</summary>
    /// <param name="pace">Writes the bytes in its own way; null: all at once.</param>
    public static Func<Request, Stream, CancellationToken, Task> File(byte[] bytes, bool hasRanges = true, string type = "application/octet-stream", string? tag = "\"v1\"", Func<Request, ReadOnlyMemory<byte>, Stream, CancellationToken, Task>? pace = null) => async (request, to, cancel) =>
    {
        var from = hasRanges ? request.From : 0;
        var head = hasRanges
            ? $"HTTP/1.1 206 Partial Content\nAccept-Ranges: bytes\nContent-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}\n"
            : "HTTP/1.1 200 OK\n";
        await Write(to, $"{head}Content-Length: {bytes.Length - from}\nContent-Type: {type}\n{(tag is null ? "" : $"ETag: {tag}\n")}Connection: close\n\n");
        var rest = bytes.AsMemory((int)from);
        if (pace is null) await to.WriteAsync(rest, cancel);
        else await pace(request, rest, to, cancel);
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _certificate?.Dispose();
    }

    // Below the ports that the system gives away by itself.
    private static TcpListener Listen()
    {
        while (true)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20000, 32000));
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException)
            {
                listener.Dispose();
            }
        }
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                stream = secure;
            }
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, _stop.Token) == 0) return;
                head.Append((char)one[0]);
            }
            var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var headers = lines.Skip(1).Select(l => l.Split(':', 2)).ToDictionary(p => p[0].Trim().ToLowerInvariant(), p => p[1].Trim());
            var request = new Request(Interlocked.Increment(ref _count), lines[0].Split(' ')[1], headers);
            Requests.Enqueue(request);
            await _answer(request, stream, _stop.Token);
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client has what it wanted, or the test is over.
        }
        catch (Exception problem)
        {
            Problems.Enqueue(problem);
        }
    }
}
