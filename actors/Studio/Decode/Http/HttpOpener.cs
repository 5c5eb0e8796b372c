using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Playlist;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>
/// Opens http: and https: addresses: files of every format that is decoded, radio streams, and of a playlist (stations answer with
/// one) the first entry that opens.
/// </summary>
public sealed class HttpOpener : ISourceOpener, IDisposable
{
    private const int MostDepth = 4;
    private const int MostTried = 16;

    private readonly IDecode _decode;
    private readonly HttpSettings _settings;
    private readonly HttpRequests _requests;

    public HttpOpener(IDecode decode, HttpSettings? settings = null)
    {
        (_decode, _settings) = (decode, settings ?? new());
        _requests = new(_settings);
    }

    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel) => Open(address, wanted, 0, cancel);

    /// <summary>What stands at an address, at most so many bytes and one more.</summary>
    /// <exception cref="MediaException">It cannot be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public byte[] ReadAll(SourceAddress address, int most, CancellationToken cancel) => Await(ReadAllAsync(HttpAddress.Of(address), most, cancel));

    public void Dispose() => _requests.Dispose();

    private ISoundSource Open(SourceAddress address, SampleRate? wanted, int depth, CancellationToken cancel)
    {
        var asked = HttpAddress.Of(address);
        var closing = new CancellationTokenSource();
        HttpAnswer? answer = null;
        try
        {
            using (cancel.Register(closing.Cancel)) answer = Await(_requests.GetAsync(asked, 0, closing.Token));
            cancel.ThrowIfCancellationRequested();
            if (answer.First != 0) throw new MediaException(MediaFault.Malformed, $"{asked}: the server sends what lies behind byte {answer.First}, and was asked for all.");
            if (answer.Length == 0) throw new MediaException(MediaFault.Malformed, $"{asked}: it is empty (0 bytes).");
            if (MediaType.Playlist(answer.Type, answer.Address.Uri) is { } kind) return OpenFirst(answer, asked, kind, wanted, depth, cancel);
            if (MediaType.IsPage(answer.Type)) throw new MediaException(MediaFault.Unsupported, $"{asked}: the server answers with {answer.Type}, a page rather than a sound; look there for the address of the stream itself.");
            var bytes = new HttpBytes(_requests, asked, answer, _settings, closing);
            (var head, answer) = (answer, null); // it is the bytes' now
            return OpenSound(bytes, head, asked, wanted, cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MediaException(MediaFault.Io, $"{asked}: the connection was given up.");
        }
        finally
        {
            if (answer is not null)
            {
                closing.Cancel();
                answer.Dispose();
                closing.Dispose();
            }
        }
    }

    private HttpSource OpenSound(HttpBytes bytes, HttpAnswer head, HttpAddress asked, SampleRate? wanted, CancellationToken cancel)
    {
        try
        {
            using var cancelled = cancel.Register(bytes.Interrupt);
            var reader = _decode.Open(bytes, asked.ToString(), MediaType.Ending(head.Type, head.Address.Uri), wanted);
            if (!cancel.IsCancellationRequested) return new(reader, bytes, head.Station ?? NameOf(asked.Uri));
            reader.Dispose();
            throw new OperationCanceledException(cancel);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private ISoundSource OpenFirst(HttpAnswer answer, HttpAddress asked, PlaylistKind kind, SampleRate? wanted, int depth, CancellationToken cancel)
    {
        if (depth == MostDepth) throw new MediaException(MediaFault.Limit, $"{asked}: playlists are nested deeper than {MostDepth}.");
        var content = Await(ReadAllAsync(answer, PlaylistDocument.MostBytes, cancel));
        var items = PlaylistDocument.Read(content, kind, answer.Address.ToString()).Items;
        MediaException? problem = null;
        foreach (var item in items.Take(MostTried))
        {
            try
            {
                // Stations name several servers of one stream.
                if (item.Address.Scheme is "http" or "https") return Open(item.Address, wanted, depth + 1, cancel);
            }
            catch (MediaException fault)
            {
                problem ??= fault;
            }
        }
        throw problem ?? new MediaException(MediaFault.TooLittle, $"{asked}: the playlist names nothing that is on a server.");
    }

    private async Task<byte[]> ReadAllAsync(HttpAddress address, int most, CancellationToken cancel)
    {
        using var answer = await _requests.GetAsync(address, 0, cancel).ConfigureAwait(false);
        return await ReadAllAsync(answer, most, cancel).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadAllAsync(HttpAnswer answer, int most, CancellationToken cancel)
    {
        using var content = new MemoryStream();
        var piece = new byte[16 << 10];
        while (content.Length <= most)
        {
            var got = await answer.ReadAsync(piece, static (_, _) => { }, cancel).ConfigureAwait(false);
            if (got == 0) break;
            content.Write(piece, 0, (int)Math.Min(got, most + 1 - content.Length));
        }
        return content.ToArray();
    }

    // Sources are opened and read by threads of their own.
    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static string NameOf(Uri uri) =>
        Path.GetFileNameWithoutExtension(Uri.UnescapeDataString(uri.AbsolutePath)) is { Length: > 0 } name ? IcyMetadata.Line(name) : uri.Host;
}
