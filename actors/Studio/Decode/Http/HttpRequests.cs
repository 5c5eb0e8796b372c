using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>Asks servers. Redirects, heads and waits are bounded. Thread-safe.</summary>
internal sealed class HttpRequests : IDisposable
{
    private const int MostHeadKilobytes = 64;
    private readonly HttpSettings _settings;
    private readonly HttpMessageInvoker _client;

    public HttpRequests(HttpSettings settings)
    {
        _settings = settings;
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            MaxResponseHeadersLength = MostHeadKilobytes,
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
            PlaintextStreamFilter = static (context, _) => new(new IcyStatusLine(context.PlaintextStream)),
        });
    }

    /// <summary>Asks for all from an offset on; who gets less looks at what the answer says.</summary>
    /// <param name="address">What is asked for.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="closing">Ends the wait, and later those of the answer.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="MediaException">NotFound, Unsupported, Malformed; Io where another attempt may succeed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<HttpAnswer> GetAsync(HttpAddress address, long from, CancellationToken closing, CancellationToken cancel = default)
    {
        var asked = address;
        for (var redirects = 0; redirects <= _settings.MostRedirects; redirects++)
        {
            var response = await SendAsync(address, from, closing, cancel).ConfigureAwait(false);
            try
            {
                if (response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                {
                    address = address.Redirected(response.Headers.Location);
                    response.Dispose();
                    continue;
                }
                if (ProblemOf(response, address) is { } problem) throw problem;
                return new(address, response, _settings.SilenceTimeout, closing);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        throw new MediaException(MediaFault.Unsupported, $"{asked}: the server redirects more than {_settings.MostRedirects} times.");
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpAddress address, long from, CancellationToken closing, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.UserAgent.Add(new("NTWorkstation", "0.1"));
        request.Headers.Accept.Add(new("*/*"));
        request.Headers.Add("Icy-MetaData", "1");
        request.Headers.Range = new RangeHeaderValue(from, null);
        request.Headers.Authorization = address.Credentials;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing, cancel);
        patience.CancelAfter(_settings.AnswerTimeout);
        try
        {
            return await _client.SendAsync(request, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!closing.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new MediaException(MediaFault.Io, $"{address}: the server does not answer within {_settings.AnswerTimeout.TotalSeconds:0.#} s.", late);
        }
        catch (HttpRequestException error)
        {
            throw Translate(address, error);
        }
    }

    private static MediaException Translate(HttpAddress address, HttpRequestException error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException) return new(MediaFault.Unsupported, $"{address}: no secure connection: {Sentence(inner.Message)}", error);
            if (inner is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
                return new(MediaFault.Io, $"{address}: there is no host {address.Uri.Host}, or its name cannot be looked up now.", error);
            if (inner is SocketException socket) return new(MediaFault.Io, $"{address}: no connection: {Sentence(socket.Message)}", error);
        }
        return error.HttpRequestError switch
        {
            HttpRequestError.ConfigurationLimitExceeded => new(MediaFault.Limit, $"{address}: the head of the answer is larger than {MostHeadKilobytes} KB.", error),
            HttpRequestError.SecureConnectionError => new(MediaFault.Unsupported, $"{address}: no secure connection: {Sentence(error.Message)}", error),
            // Cut ahead of the head, which may be a server that restarts; else what came is no answer of a web server.
            HttpRequestError.InvalidResponse => new(MediaFault.Malformed, $"{address}: what answers is no web server: {Sentence(error.Message)}", error),
            _ => new(MediaFault.Io, $"{address}: {Sentence(error.InnerException?.Message ?? error.Message)}", error),
        };
    }

    private static MediaException? ProblemOf(HttpResponseMessage response, HttpAddress address)
    {
        var status = (int)response.StatusCode;
        if (status is 200 or 206)
        {
            return response.Content.Headers.ContentEncoding.FirstOrDefault(e => e != "identity") is { } encoding
                ? new(MediaFault.Unsupported, $"{address}: the server sends its bytes compressed ({IcyMetadata.Line(encoding)}), which nobody asked for.") : null;
        }
        var said = $"{address}: the server answers {status} {IcyMetadata.Line(response.ReasonPhrase ?? "")}".TrimEnd();
        return status switch
        {
            401 or 407 => new(MediaFault.NotFound, $"{said}: it wants a name and a password, as in https://NAME:PASSWORD@host/."),
            403 => new(MediaFault.NotFound, $"{said}: it does not give this to you."),
            404 or 410 => new(MediaFault.NotFound, $"{said}: there is nothing at this address."),
            416 => new(MediaFault.Malformed, $"{said}: there are no bytes there."),
            408 or 425 or 429 or >= 500 => new(MediaFault.Io, $"{said}; try again later."),
            _ => new(MediaFault.Unsupported, $"{said}."),
        };
    }

    private static string Sentence(string text) => text.TrimEnd('.', ' ') + ".";
}
