using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>
/// What a server sends, fetched ahead of who reads it into a bounded buffer. A connection that is cut is made again, with longer and longer
/// pauses: where the server has byte ranges it goes on at the very byte, where it has none and the content is the same all up to that byte is
/// passed over; a radio goes on with what it sends then.
/// </summary>
/// <remarks>Read by one thread at a time; Interrupt, Dispose and the events: any thread.</remarks>
internal sealed class HttpBytes : IByteSource, IDisposable
{
    private const int PieceBytes = 16 << 10;
    private const long ShortWay = 256 << 10; // is read through rather than asked for anew
    private const long Progress = 4096;      // bytes after which a connection counts as a good one

    private readonly HttpRequests _requests;
    private readonly HttpAddress _address;
    private readonly HttpSettings _settings;
    private readonly string? _version;
    private readonly object _gate = new();
    private readonly ByteWindow _window;
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly CancellationTokenSource _closing;
    private readonly Queue<(long At, string Title)> _titles = [];
    private readonly Task _fetching;

    // Under the gate.
    private CancellationTokenSource _jump = new();
    private long _readAt;  // what is wanted next
    private long _fetchAt; // what comes next of use
    private long? _end;
    private MediaException? _fault;
    private bool _isInterrupted, _isClosed;
    private string? _title;

    /// <param name="requests">How servers are asked.</param>
    /// <param name="asked">What was asked for: it is asked for again after a cut.</param>
    /// <param name="first">The answer; is this one's now.</param>
    /// <param name="settings">How patient it is.</param>
    /// <param name="closing">What the answer was asked for with; is this one's now.</param>
    public HttpBytes(HttpRequests requests, HttpAddress asked, HttpAnswer first, HttpSettings settings, CancellationTokenSource closing)
    {
        (_requests, _address, _settings, _closing) = (requests, asked, settings, closing);
        (Length, IsSeekable, IsLive, _version) = (first.Length, first.HasRanges, first.IsRadio, first.Version);
        _window = new(2 * settings.ReadAhead);
        _fetching = Task.Run(() => FetchAsync(first));
    }

    public long? Length { get; }
    public bool IsSeekable { get; }
    public bool IsLive { get; }

    /// <summary>What a radio says it plays, as far as its sound was read; null: nothing.</summary>
    public string? Title
    {
        get
        {
            lock (_gate) return _title;
        }
    }

    public event Action<SourceNews>? Told;

    public int Read(long offset, Span<byte> bytes)
    {
        if (bytes.Length == 0) return 0;
        string? title = null;
        var got = 0;
        lock (_gate)
        {
            while (true)
            {
                if (_isInterrupted) throw new OperationCanceledException();
                if (offset >= _end || offset >= Length) return 0;
                got = _window.Read(offset, bytes);
                if (got > 0) break;
                if (_fault is { } fault) throw new MediaException(fault.Fault, fault.Message, fault);
                Want(offset);
                Monitor.Wait(_gate);
            }
            _readAt = offset + got;
            Wake();
            while (_titles.TryPeek(out var next) && next.At <= _readAt) title = _titles.Dequeue().Title;
            if (title == _title) title = null;
            _title = title ?? _title;
        }
        if (title is not null) Told?.Invoke(new SourceNews.TitleChanged(title));
        return got;
    }

    /// <summary>A Read that waits, and every one after it, ends with an exception.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _isInterrupted = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the connection, without waiting for it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }
        Interrupt();
        _closing.Cancel();
        _ = _fetching.ContinueWith(
            _ =>
            {
                _closing.Dispose();
                _jump.Dispose();
                _wanted.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // Under the gate.
    private void Want(long offset)
    {
        _readAt = offset;
        Wake();
        // What is on its way is no good for this.
        if (offset < _fetchAt || (IsSeekable && offset > _fetchAt + ShortWay)) _jump.Cancel();
    }

    // Under the gate, so that there is never more than one call to wake up.
    private void Wake()
    {
        if (!_isClosed && _wanted.CurrentCount == 0) _wanted.Release();
    }

    private async Task FetchAsync(HttpAnswer first)
    {
        var (connection, at, received, attempts) = ((HttpAnswer?)first, first.First, 0L, 0);
        var (isDown, passesOver) = (false, false);
        var piece = new byte[PieceBytes];
        var titles = new List<(int Before, string Title)>();
        try
        {
            while (true)
            {
                var (target, jump) = await NextAsync().ConfigureAwait(false);
                try
                {
                    if (connection is null || at > target || (IsSeekable && !passesOver && target - at > ShortWay))
                    {
                        connection?.Dispose();
                        connection = null;
                        connection = await AskAsync(target, jump).ConfigureAwait(false);
                        (at, received) = (IsLive ? target : connection.First, 0);
                        passesOver = !connection.IsPart; // the range was not heeded
                    }
                    titles.Clear();
                    var got = await connection.ReadAsync(piece, (before, title) => titles.Add((before, title)), jump).ConfigureAwait(false);
                    if (got == 0 && IsCut(at)) throw new MediaException(MediaFault.Io, $"{_address}: the connection ended{(Length is { } l ? $" after {at} of {l} bytes" : "")}");
                    if (isDown)
                    {
                        isDown = false;
                        Told?.Invoke(new SourceNews.Resumed(IsWhole: !IsLive));
                    }
                    Keep(piece.AsSpan(0, got), at, target, titles);
                    // What is passed over was here before: it is no progress.
                    (at, received) = (at + got, received + Math.Min(got, Math.Max(0, at + got - target)));
                    if (received >= Progress) attempts = 0;
                    if (got > 0) continue;
                    connection.Dispose();
                    connection = null;
                }
                catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
                {
                    // Another place is wanted.
                    connection?.Dispose();
                    connection = null;
                }
                catch (MediaException fault)
                {
                    connection?.Dispose();
                    connection = null;
                    if (!IsWorthAnotherAttempt(fault) || ++attempts > _settings.MostAttempts)
                    {
                        Fail(attempts > 1 ? new MediaException(fault.Fault, $"{fault.Message.TrimEnd('.')}; given up after {attempts - 1} attempts.", fault) : fault);
                        return;
                    }
                    var pause = TimeSpan.FromTicks(Math.Min(_settings.LongestRetry.Ticks, _settings.FirstRetry.Ticks << Math.Min(attempts - 1, 16)));
                    isDown = true;
                    Told?.Invoke(new SourceNews.Interrupted(fault.Message, new(pause.TotalSeconds)));
                    await Task.Delay(pause, _closing.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
#pragma warning disable CA1031 // Whatever it is, it is told to who reads.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(new MediaException(MediaFault.Io, $"{_address}: {error.Message}", error));
        }
        finally
        {
            connection?.Dispose();
        }
    }

    // The first byte that is wanted and not there, once there is one, and what ends the way to it where another is wanted instead.
    private async Task<(long Target, CancellationToken Jump)> NextAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                var next = _window.EndFrom(_readAt);
                if (!(next >= _end || next >= Length) && next - _readAt < _settings.ReadAhead)
                {
                    if (_jump.IsCancellationRequested)
                    {
                        _jump.Dispose();
                        _jump = new();
                    }
                    _fetchAt = next;
                    return (next, _jump.Token);
                }
            }
            await _wanted.WaitAsync(_closing.Token).ConfigureAwait(false);
        }
    }

    private async Task<HttpAnswer> AskAsync(long from, CancellationToken jump)
    {
        var answer = await _requests.GetAsync(_address, IsLive ? 0 : from, _closing.Token, jump).ConfigureAwait(false);
        if (IsLive || (answer.Length == Length && answer.Version == _version && answer.First <= from && (Length is not null || _version is not null))) return answer;
        answer.Dispose();
        throw new MediaException(MediaFault.Changed, Length is null && _version is null
            ? $"{_address}: the connection was cut after {from} bytes, and the server neither goes on there nor says whether it would send the same again."
            : $"{_address}: what the server has is no longer what it was.");
    }

    // The server's end is the end where it said so, or says nothing.
    private bool IsCut(long at) => IsLive || (Length is { } length && at < length);

    private bool IsWorthAnotherAttempt(MediaException fault) => fault.IsTransient || (IsLive && fault.Fault is MediaFault.NotFound or MediaFault.Malformed);

    private void Keep(ReadOnlySpan<byte> bytes, long at, long target, List<(int Before, string Title)> titles)
    {
        lock (_gate)
        {
            if (bytes.Length == 0) _end = at;
            var passed = (int)Math.Clamp(target - at, 0, bytes.Length);
            _window.Write(at + passed, bytes[passed..]);
            foreach (var (before, title) in titles) _titles.Enqueue((at + before, title));
            _fetchAt = Math.Max(at + bytes.Length, target);
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(MediaException fault)
    {
        lock (_gate)
        {
            _fault = fault;
            Monitor.PulseAll(_gate);
        }
    }
}
