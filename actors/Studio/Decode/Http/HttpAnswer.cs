using System.Globalization;
using System.Net;
using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>The head of a server's answer and the bytes that follow it. One reader at a time.</summary>
internal sealed class HttpAnswer : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationToken _closing;
    private readonly TimeSpan _silence;
    private readonly IcyMetadata? _metadata;
    private Stream? _stream;

    /// <param name="address">Where it came from, behind redirects.</param>
    /// <param name="response">Its head; is this one's now.</param>
    /// <param name="silence">How long a byte may take.</param>
    /// <param name="closing">Ends every wait.</param>
    public HttpAnswer(HttpAddress address, HttpResponseMessage response, TimeSpan silence, CancellationToken closing)
    {
        (Address, _response, _silence, _closing) = (address, response, silence, closing);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(closing);
        var content = response.Content.Headers;
        var range = content.ContentRange;
        IsPart = response.StatusCode == HttpStatusCode.PartialContent && range is { Unit: "bytes", HasRange: true };
        First = IsPart ? range!.From!.Value : 0;
        Length = IsPart ? range!.Length : content.ContentLength;
        HasRanges = Length is not null && (IsPart || response.Headers.AcceptRanges.Contains("bytes", StringComparer.OrdinalIgnoreCase));
        Type = content.ContentType?.MediaType?.ToLowerInvariant();
        IsRadio = Length is null && !IsPart && (Header("icy-name") ?? Header("icy-br") ?? Header("icy-metaint") ?? Header("ice-audio-info")) is not null;
        Station = Header("icy-name") is { } name && IcyMetadata.Line(name) is { Length: > 0 } line ? line : null;
        if (IsRadio && int.TryParse(Header("icy-metaint"), NumberStyles.None, CultureInfo.InvariantCulture, out var interval) && interval > 0) _metadata = new(interval);
    }

    public HttpAddress Address { get; }

    /// <summary>Only what was asked for comes, from <see cref="First"/> on.</summary>
    public bool IsPart { get; }

    public long First { get; }

    /// <summary>Of the whole, in bytes; null: not said.</summary>
    public long? Length { get; }

    /// <summary>Any part can be asked for.</summary>
    public bool HasRanges { get; }

    /// <summary>Content type, lower case, without parameters; null: none.</summary>
    public string? Type { get; }

    /// <summary>A stream without an end, by the headers that such servers send.</summary>
    public bool IsRadio { get; }

    public string? Station { get; }

    /// <summary>It says which version of the content this is; null: nothing does.</summary>
    public string? Version => _response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : _response.Content.Headers.LastModified?.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The next bytes; 0: the end of what the server sends.</summary>
    /// <param name="to">For them.</param>
    /// <param name="title">Hears titles, with how many of these bytes stand before them.</param>
    /// <param name="cancel">Ends the wait; the answer is of no use then.</param>
    /// <exception cref="MediaException">Io: the connection was cut, or is silent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> to, Action<int, string> title, CancellationToken cancel)
    {
        await using var cancelled = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancel).ConfigureAwait(false);
        try
        {
            // Counted while it is waited for: who reads late has not made the server silent.
            _cancel.CancelAfter(_silence);
            _stream ??= await _response.Content.ReadAsStreamAsync(_cancel.Token).ConfigureAwait(false);
            while (true)
            {
                var got = await _stream.ReadAsync(to, _cancel.Token).ConfigureAwait(false);
                _cancel.CancelAfter(got == 0 ? Timeout.InfiniteTimeSpan : _silence);
                if (got == 0) return 0;
                var sound = _metadata?.Strip(to.Span[..got], title) ?? got;
                if (sound == 0) continue;
                _cancel.CancelAfter(Timeout.InfiniteTimeSpan);
                return sound;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested && !_closing.IsCancellationRequested)
        {
            throw new MediaException(MediaFault.Io, $"{Address}: no byte came for {_silence.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException and not MediaException or ObjectDisposedException)
        {
            throw new MediaException(MediaFault.Io, $"{Address}: the connection was cut ({error.Message.TrimEnd('.')})", error);
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _response.Dispose();
        _cancel.Dispose();
    }

    private string? Header(string name) =>
        _response.Headers.TryGetValues(name, out var values) || _response.Content.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;
}
