using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>What a run is made with.</summary>
public sealed record RunPorts(ISourceOpener Opener, IFrameSinks Sinks, IGraph Graph);

/// <summary>
/// Fills a run: a stretch of sound of one shape, of one item or of many without a gap. A thread of its own opens the items one after another,
/// brings them to the run's channels, level and rate, and writes ahead of who takes them. Where the rate of two items is the same, one
/// conversion runs on over the border: the samples are those of the items joined and then converted. An item that is broken is left out, and
/// the next goes on.
/// </summary>
/// <remarks>Members are for any thread. The reports come from the run's thread; they must not wait for it, and not throw.</remarks>
public sealed class RunWriter : IDisposable
{
    private const int BlockFrames = 1024;

    private readonly RunOptions _options;
    private readonly RunPorts _ports;
    private readonly Action<RunEvent> _report;
    private readonly RunQueue _queue;
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile ISoundSource? _source;

    // Of the thread.
    private AudioFormat _format;
    private IFrameSink? _frames;
    private RunSink? _sink;
    private RateStage? _stage;
    private AudioBlock? _input;
    private AudioBlock? _output;
    private ItemStream? _last;
    private long _itemFrames; // of the item that ended last, at the run's rate

    /// <param name="options">How.</param>
    /// <param name="ports">With what.</param>
    /// <param name="items">What is in it at first.</param>
    /// <param name="report">Hears what happens.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public RunWriter(RunOptions options, RunPorts ports, IEnumerable<RunItem> items, Action<RunEvent> report)
    {
        Require(options.Crossfade.Value, 0, 12, nameof(options.Crossfade));
        Require(options.ReadAhead.Value, 0.1, 60, nameof(options.ReadAhead));
        Require(options.Ready.Value, 0, 60, nameof(options.Ready));
        (_options, _ports, _report) = (options, ports, report);
        _queue = new(items);
        _thread = new(Run) { IsBackground = true, Name = "run writer" };
    }

    /// <summary>Ends, never faulted, after the last event.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The item that sounds now is the run's last one.</summary>
    public bool StopsAfterItem
    {
        get => _queue.StopsAfterItem;
        set => _queue.StopsAfterItem = value;
    }

    public void Start() => _thread.Start();

    /// <summary>Behind all others. False: the run has taken its last item, and what follows needs a run of its own.</summary>
    public bool Append(RunItem item) => _queue.Append(item);

    /// <summary>In place of all that have not begun. False: the run has taken its last item.</summary>
    public bool Replace(IEnumerable<RunItem> items) => _queue.Replace(items);

    /// <summary>False: it has begun, or is not there.</summary>
    public bool Remove(long id) => _queue.Remove(id);

    /// <summary>The run ends at once where it stands.</summary>
    public void Cancel()
    {
        _queue.End();
        _cancel.Cancel();
        _source?.Interrupt();
    }

    /// <summary>Cancels and waits for the thread. Not to be called by what it reports to.</summary>
    public void Dispose()
    {
        Cancel();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted)) _completion.TrySetResult();
        else _thread.Join();
    }

    private void Run()
    {
        var ended = new RunEvent.Ended(RunEnd.Done, default, []);
        try
        {
            ended = Fill();
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            ended = new(RunEnd.Cancelled, default, []);
        }
#pragma warning disable CA1031 // Whatever it is: the run is over, its reader must learn that, and its owner decides.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ended = new(RunEnd.Failed, default, [], error);
        }
        try
        {
            _last?.Dispose();
            _stage?.Dispose();
            _frames?.Close();
            _report(ended with { Length = _sink?.Written ?? default, Left = [.. ended.Left, .. _queue.End()] });
        }
        finally
        {
            _completion.SetResult();
        }
    }

    private RunEvent.Ended Fill()
    {
        RunEnd end;
        while (_queue.Take(out end) is { } item)
        {
            _cancel.Token.ThrowIfCancellationRequested();
            ItemStream? stream;
            try
            {
                stream = Open(item);
                if (stream is null)
                {
                    Finish();
                    return new(RunEnd.ShapeChanges, default, [item]);
                }
                Connect(stream);
            }
            catch (Exception error) when (AsFault(error) is { } fault)
            {
                _report(new RunEvent.ItemFailed(item.Id, fault, error.Message, null));
                continue;
            }
            Play(stream);
        }
        Finish();
        return new(end, default, []);
    }

    private void Finish()
    {
        if (_sink is null) return;
        _stage?.Flush(_sink);
        _sink.Finish();
    }

    // Null: the item needs another run.
    private ItemStream? Open(RunItem item)
    {
        if (_last is not null && _last.Continue(item, _format, _options.Gain) is { } same)
        {
            (_last, var done) = (same, _last);
            done.Dispose();
            return same;
        }
        _last?.Dispose();
        _last = null;
        var source = _ports.Opener.Open(item.Item.Address, _frames is null ? null : _format.Rate, _cancel.Token);
        _source = source;
        if (_cancel.IsCancellationRequested) source.Interrupt(); // Cancel may have looked before it was there
        AudioFormat shape;
        try
        {
            _options.Accept?.Invoke(source.Info);
            shape = _options.Shape(source.Info.Format);
        }
        catch
        {
            source.Dispose();
            throw;
        }
        if (_frames is not null && (shape.Rate != _format.Rate || shape.Channels != _format.Channels))
        {
            source.Dispose();
            return null;
        }
        if (_frames is null) _format = shape;
        return _last = ItemStream.Open(item, source, _format, _options.Gain, BlockFrames);
    }

    // The way from the item to the sink, which the first item makes and those of the same rate share.
    private void Connect(ItemStream stream)
    {
        var rate = stream.Format.Rate;
        var isFirst = _frames is null;
        if (!isFirst && _stage!.From == rate && !_sink!.IsCrossfading) return;
        // A conversion that cannot be made fails before anything is.
        var resampler = rate == _format.Rate ? null : _ports.Graph.Resample(rate, _format.Rate, _format.Channels, _options.Quality);
        try
        {
            if (isFirst) OpenSink();
            else _stage!.Flush(_sink!);
        }
        catch
        {
            resampler?.Dispose();
            throw;
        }
        _stage?.Dispose();
        var length = stream.Length is { } known ? ToRun(Math.Max(0, (known - stream.InItem).Value), rate) : long.MaxValue;
        _stage = new(resampler, rate, _format.Rate, isFirst ? default : _sink!.BeginFade(_itemFrames, length), _output!);
    }

    private void OpenSink()
    {
        var capacity = new FrameCount(Math.Max(_format.Rate.Frames(_options.ReadAhead).Value, 4 * BlockFrames));
        _input = new(_format.Channels, BlockFrames);
        _output = new(_format.Channels, 2 * BlockFrames);
        _frames = _ports.Sinks.Create(_format.Channels, capacity);
        var held = (int)_format.Rate.Frames(_options.Crossfade).Value;
        _sink = new(_frames, held > 0 ? new(_format.Channels, held) : null, _format.Rate.Frames(_options.Ready), () => _report(new RunEvent.Filled()), _cancel.Token);
        _report(new RunEvent.Opened(_format, _frames));
    }

    private void Play(ItemStream stream)
    {
        var (run, behind) = _stage!.Next;
        var mark = new RunMark(stream.Item.Id, run, stream.InItem.Value + behind, stream.Format.Rate, _format.Rate);
        _queue.Begun();
        _report(new RunEvent.ItemBegan(mark, stream.Title, stream.Info, stream.Length, stream.Gain, !stream.IsChanged && !_stage.IsConverting && !_sink!.IsCrossfading));
        var begin = stream.InItem;
        try
        {
            while (stream.Read(_input!) > 0) _stage.Push(_input!, _sink!);
            _report(new RunEvent.ItemEnded(stream.Item.Id, stream.InItem, stream.DamagedPackets));
        }
        catch (Exception error) when (AsFault(error) is { } fault)
        {
            _report(new RunEvent.ItemFailed(stream.Item.Id, fault, error.Message, stream.InItem));
        }
        _itemFrames = ToRun((stream.InItem - begin).Value, stream.Format.Rate);
    }

    private long ToRun(long frames, SampleRate rate) => (long)Math.Ceiling((decimal)frames * (decimal)_format.Rate.Hz / (decimal)rate.Hz);

    // Faults of an item, which is then left out; null: of something else.
    private static MediaFault? AsFault(Exception error) => error switch
    {
        MediaException media => media.Fault,
        UnauthorizedAccessException => MediaFault.NotFound,
        IOException => MediaFault.Io,
        // A rate or a number of channels that no conversion takes.
        ArgumentException => MediaFault.Unsupported,
        InsufficientMemoryException => MediaFault.Limit,
        _ => null,
    };

    private static void Require(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most)) throw new ArgumentOutOfRangeException(name, value, $"{name} is {least} to {most} s.");
    }
}
