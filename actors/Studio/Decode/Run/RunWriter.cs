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
    private readonly RunContext _context;
    private readonly RunQueue _queue;
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile ISoundSource? _source;
    private RunWay? _way; // of the thread

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
        _queue = new(items);
        _context = new(options, ports, report, _cancel.Token);
        _thread = new(Run) { IsBackground = true, Name = "run writer" };
    }

    /// <summary>Ends, never faulted, after the last event.</summary>
    public Task Completion => _completion.Task;

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
            _way?.Dispose();
            _way?.Close();
            _context.Report(ended with { Length = _way?.Written ?? default, Left = [.. ended.Left, .. _queue.End()] });
        }
        finally
        {
            _completion.SetResult();
        }
    }

    private RunEvent.Ended Fill()
    {
        while (_queue.Take() is { } item)
        {
            _cancel.Token.ThrowIfCancellationRequested();
            try
            {
                if (!Begin(item))
                {
                    _way!.Finish();
                    return new(RunEnd.ShapeChanges, default, [item]);
                }
            }
            catch (Exception error) when (ItemFault.Of(error) is { } fault)
            {
                _context.Report(new RunEvent.ItemFailed(item.Id, fault, error.Message, null));
                continue;
            }
            _way!.Play();
        }
        _way?.Finish();
        return new(RunEnd.Done, default, []);
    }

    // False: the item needs another run.
    private bool Begin(RunItem item)
    {
        if (_way is { IsOpen: true } && _way.TryContinue(item)) return true;
        _way?.Leave();
        var isFirst = _way is not { IsOpen: true };
        var source = _context.Ports.Opener.Open(item.Item.Address, isFirst || _way!.Shape.Coding != RunCoding.Pcm ? null : _way.Shape.Format.Rate, _cancel.Token);
        _source = source;
        source.Told += news => _context.Report(new RunEvent.SourceTold(item.Id, _way?.Written ?? default, source.Info.Format.Rate, news));
        if (_cancel.IsCancellationRequested) source.Interrupt(); // Cancel may have looked before it was there
        RunShape shape;
        try
        {
            _context.Options.Accept?.Invoke(source.Info);
            shape = _context.Options.Shape(source.Info);
        }
        catch
        {
            source.Dispose();
            throw;
        }
        if (isFirst)
        {
            _way?.Dispose();
            _way = shape.Coding == RunCoding.Bits ? new BitWay(_context, shape) : new PcmWay(_context, shape);
        }
        else if (!shape.Joins(_way!.Shape))
        {
            source.Dispose();
            return false;
        }
        _way.Begin(item, source);
        return true;
    }

    private static void Require(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most)) throw new ArgumentOutOfRangeException(name, value, $"{name} is {least} to {most} s.");
    }
}
