using System.Diagnostics.CodeAnalysis;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode.Run;

namespace NTWorkstation.Studio.Decode;

/// <summary>Something happened in a run.</summary>
internal sealed record RunTold(long Run, RunEvent Event);

/// <summary>What a run is told.</summary>
internal abstract record SourceCommand
{
    public sealed record Append(RunItem Item) : SourceCommand;

    /// <summary>In place of all that have not begun.</summary>
    public sealed record Replace(IReadOnlyList<RunItem> Items) : SourceCommand;

    public sealed record Cancel : SourceCommand;
}

/// <summary>Owns the thread that fills one run and passes on what it reports. Ends when the run has ended.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop: what is owned ends there.")]
internal sealed class SourceActor : ReceiveActor
{
    private readonly RunWriter _writer;

    /// <param name="ended">Is set once the thread no longer touches the sink, whoever listens then.</param>
    public SourceActor(long run, RunPorts ports, RunOptions options, IReadOnlyList<RunItem> items, TaskCompletionSource ended)
    {
        var (self, parent) = (Self, Context.Parent);
        _writer = new(options, ports, items, e =>
        {
            parent.Tell(new RunTold(run, e), self);
            if (e is not RunEvent.Ended) return;
            ended.TrySetResult();
            self.Tell(PoisonPill.Instance);
        });
        Receive<SourceCommand.Append>(c => _writer.Append(c.Item));
        Receive<SourceCommand.Replace>(c => _writer.Replace(c.Items));
        Receive<SourceCommand.Cancel>(_ => _writer.Cancel());
    }

    public static Props Props(long run, RunPorts ports, RunOptions options, IReadOnlyList<RunItem> items, TaskCompletionSource ended) =>
        Kernel.Actor.Props.Create(() => new SourceActor(run, ports, options, items, ended));

    protected override void PreStart() => _writer.Start();

    // The thread may sit in a read that takes its time; nobody waits for it.
    protected override void PostStop()
    {
        _writer.Cancel();
        _ = _writer.Completion.ContinueWith(_ => _writer.Dispose(), TaskScheduler.Default);
    }
}
