using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>What the way of a run works with; the thread's own.</summary>
internal sealed record RunContext(RunOptions Options, RunPorts Ports, Action<RunEvent> Report, CancellationToken Cancel);

/// <summary>The way from the items of a run to its sink, in one coding. Everything is for the run's thread.</summary>
internal abstract class RunWay(RunContext context, RunShape shape) : IDisposable
{
    private SinkRoom? _room;
    private IStreamSink? _opened;

    protected RunContext Context { get; } = context;

    public RunShape Shape { get; } = shape;

    /// <summary>The sink is made: the shape is settled.</summary>
    public bool IsOpen => _opened is not null;

    public FrameCount Written => _room?.Written ?? default;

    protected SinkRoom Room => _room!;

    /// <summary>The next item, where it begins in the same source at the place where the last one has ended.</summary>
    /// <returns>False: its source is to be opened.</returns>
    public abstract bool TryContinue(RunItem item);

    /// <summary>The last item is done with: its source is given back.</summary>
    public abstract void Leave();

    /// <summary>The next item, after the last one was left. The source is taken over, also where this throws.</summary>
    public abstract void Begin(RunItem item, ISoundSource source);

    /// <summary>All of the item that was begun, waiting for room.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract void Play();

    /// <summary>Nothing follows: what is held back, then the sink is closed.</summary>
    public abstract void Finish();

    /// <summary>As the run breaks off.</summary>
    public void Close() => _opened?.Close();

    public abstract void Dispose();

    protected SinkRoom Open(IStreamSink sink)
    {
        _opened = sink;
        _room = new(sink, Shape.Format.Rate.Frames(Context.Options.Ready), () => Context.Report(new RunEvent.Filled()), Context.Cancel);
        Context.Report(new RunEvent.Opened(Shape, sink));
        return _room;
    }

    /// <summary>Reads an item to its end, and tells what has become of it.</summary>
    /// <param name="id">The item.</param>
    /// <param name="read">Everything of it.</param>
    /// <param name="place">Where in the item it stands.</param>
    /// <param name="damaged">Packets that became silence.</param>
    protected void Told(long id, Action read, Func<FrameCount> place, Func<long> damaged)
    {
        try
        {
            read();
            Context.Report(new RunEvent.ItemEnded(id, place(), damaged()));
        }
        catch (Exception error) when (ItemFault.Of(error) is { } fault)
        {
            Context.Report(new RunEvent.ItemFailed(id, fault, error.Message, place()));
        }
    }
}
