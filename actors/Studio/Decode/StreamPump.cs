namespace NTWorkstation.Studio.Decode;

/// <summary>
/// Reads a stream ahead on a thread of its own into a bounded buffer, so that waiting for it can be given up, which reading a pipe cannot. Read
/// by one thread; Interrupt from any.
/// </summary>
internal sealed class StreamPump : Stream
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _taken = new(0);
    private readonly Stream _inner;
    private readonly byte[] _buffer;
    private long _written, _read;
    private Exception? _fault;
    private bool _isEnded, _isInterrupted, _isClosed;

    public StreamPump(Stream inner, int capacity = 1 << 20)
    {
        (_inner, _buffer) = (inner, new byte[capacity]);
        new Thread(Pump) { IsBackground = true, Name = "stream reader" }.Start();
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Waits for at least one byte; 0: the end.</summary>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_isInterrupted) throw new OperationCanceledException();
                if (_written > _read)
                {
                    var at = (int)(_read % _buffer.Length);
                    var count = (int)Math.Min(Math.Min(buffer.Length, _written - _read), _buffer.Length - at);
                    _buffer.AsSpan(at, count).CopyTo(buffer);
                    _read += count;
                    Wake(_taken);
                    return count;
                }
                if (_fault is not null) throw new IOException("The stream cannot be read on: " + _fault.Message, _fault);
                if (_isEnded) return 0;
            }
            _arrived.Wait();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>A Read that waits ends with an exception, and every one after it, until Resume.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _isInterrupted = true;
            Wake(_arrived);
        }
    }

    public void Resume()
    {
        lock (_gate) _isInterrupted = false;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // The thread may stand in a read of the pipe that nothing ends; it goes with the process, or when the other end does.
        lock (_gate)
        {
            _isClosed = true;
            Wake(_taken);
        }
        Interrupt();
        base.Dispose(disposing);
    }

    private void Pump()
    {
        try
        {
            while (true)
            {
                int at, room;
                lock (_gate)
                {
                    if (_isClosed) return;
                    at = (int)(_written % _buffer.Length);
                    room = (int)Math.Min(_buffer.Length - (_written - _read), _buffer.Length - at);
                }
                if (room == 0)
                {
                    _taken.Wait();
                    continue;
                }
                var got = _inner.Read(_buffer, at, room);
                lock (_gate)
                {
                    if (got == 0)
                    {
                        _isEnded = true;
                        return;
                    }
                    _written += got;
                    Wake(_arrived);
                }
            }
        }
#pragma warning disable CA1031 // Whatever the stream throws is told to who reads.
        catch (Exception error)
#pragma warning restore CA1031
        {
            lock (_gate) _fault = error;
        }
        finally
        {
            lock (_gate) Wake(_arrived);
        }
    }

    // Under the lock, so that there is never more than one call to wake up.
    private static void Wake(SemaphoreSlim sleeper)
    {
        if (sleeper.CurrentCount == 0) sleeper.Release();
    }
}
