namespace NTWorkstation.Studio.Decode.Http;

/// <summary>
/// A connection whose answer may begin with "ICY 200 OK", as old radio servers write: it is given on as "HTTP/1.0 200 OK". Such servers
/// answer once to a connection.
/// </summary>
internal sealed class IcyStatusLine(Stream inner) : Stream
{
    private static readonly byte[] Icy = "ICY "u8.ToArray(), Http = "HTTP/1.0 "u8.ToArray();

    private byte[]? _head; // what is given before the connection itself is read
    private int _given;
    private bool _isDecided;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (!_isDecided)
        {
            // A server that gives up before four bytes gives up with those.
            var first = new byte[Icy.Length];
            var got = 0;
            while (got < first.Length && first.AsSpan(0, got).SequenceEqual(Icy.AsSpan(0, got)))
            {
                var more = await inner.ReadAsync(first.AsMemory(got), cancellationToken).ConfigureAwait(false);
                if (more == 0) break;
                got += more;
            }
            _head = first.AsSpan(0, got).SequenceEqual(Icy) ? Http : first[..got];
            _isDecided = true;
        }
        if (_head is not { } head) return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, head.Length - _given);
        head.AsSpan(_given, count).CopyTo(buffer.Span);
        _given += count;
        if (_given == head.Length) _head = null;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
