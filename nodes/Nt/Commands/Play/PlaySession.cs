using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Client.View;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Endpoint.Mpris;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>One run of nt play: a transport, what is told of it, and the keys.</summary>
internal sealed class PlaySession(CommandContext context, TransportSettings settings, string socket, bool isSocketNamed, bool isQuiet)
{
    /// <summary>Keeps what is played; null: nothing is kept.</summary>
    public PlayMemory? Memory { get; init; }

    /// <summary>To which what is played is added; null: to none.</summary>
    public SessionState? Session { get; init; }

    /// <summary>What is gone on with; null: what is given to Run.</summary>
    public RestoreState? Restored { get; init; }

    /// <summary>On the session bus, for media keys and widgets.</summary>
    public bool IsOnBus { get; init; }

    /// <summary>Where what plays first begins.</summary>
    public Seconds? Start { get; init; }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), LongestFade = TimeSpan.FromSeconds(1.5); // beyond the latency

    /// <summary>How what is heard is shown to other processes; null: it is not.</summary>
    public PlayerViewOptions? View { get; init; }

    public int Run(IReadOnlyList<PlayItem> items, string? loop, bool shuffles)
    {
        var cancellation = context.Arm();
        return RunAsync(items, loop, shuffles, cancellation).GetAwaiter().GetResult();
    }

    private async Task<int> RunAsync(IReadOnlyList<PlayItem> items, string? loop, bool shuffles, CancellationToken cancellation)
    {
        var ports = context.MakePorts();
        var ended = new TaskCompletionSource<TransportEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = new PlayLine(context.Streams, settings.Volume, isQuiet);
        // Before the system, so that it is disposed of behind it.
        using var shown = new Shown();
        ports.Views.Sweep();
        await using var system = ActorSystem.Create("studio");
        var events = new TransportEvents();
        var told = new Told();
        var listener = system.ActorOf(Props.Create(() => new PlayListener(line, events, told, ended)), "listener");
        system.EventStream.Subscribe<TransportEvent>(listener);
        system.EventStream.Subscribe<TransportPulse>(listener);
        var transport = system.ActorOf(TransportActor.Props(ports.Transport(settings.Output.Latency), settings, listener), "transport");
        // Before the socket, at which others may ask as soon as it is there.
        var unseen = View is { } wanted ? shown.Make(ports.Views, ViewName.Of(socket), wanted) : null;
        await using var endpoint = Listen(transport, events);
        // Its name is the socket's: a player that nobody can reach has none.
        if (endpoint is null) shown.Dispose();
        else if (unseen is not null) context.Streams.Error.WriteLine($"{context.Streams.Error.Paint(Ink.Yellow, "note:")} nt monitor cannot see this player. {unseen}");
        if (shown.View is { } view) transport.Tell(new ShowIn(view), ActorRefs.NoSender);
        await AskAsync(transport, Restored is { } restored ? restored : new EnqueueItems(items), cancellation).ConfigureAwait(false);
        if (loop is "entry" or "queue") await AskAsync(transport, new SetLoop(loop == "entry" ? LoopMode.Entry : LoopMode.Queue), cancellation).ConfigureAwait(false);
        if (shuffles) await AskAsync(transport, new SetShuffle(true), cancellation).ConfigureAwait(false);
        if (Start is { } start) await AskAsync(transport, new StartAt(start), cancellation).ConfigureAwait(false);
        // Before it plays, so that nothing is missing.
        await using var record = Session is { } session ? await RecordAsync(transport, session, line, cancellation).ConfigureAwait(false) : null;
        told.Record = record;
        await AskAsync(transport, new Contracts.Transport.Play(), cancellation).ConfigureAwait(false);
        using var bus = IsOnBus ? MprisService.Start(context.Environment, new(transport, () => ended.TrySetResult(new(null) { HasMore = true })), line.Note) : null;
        told.Bus = bus;
        // A player that nobody can reach by its name is not the one to go on with.
        await using var keeping = Memory is { } memory && endpoint is not null ? new PlayKeeping(memory, transport, context.Streams) : null;
        using var keys = PlayKeys.Start(context.Streams, transport, () => line.Volume.Value, () => line.StopsAfterCurrent, () => ended.TrySetResult(new(null) { HasMore = true }));
        try
        {
            using var cancelled = cancellation.Register(() => ended.TrySetCanceled(cancellation));
            var end = await ended.Task.ConfigureAwait(false);
            line.Finish();
            if (record is not null) await record.EndAsync().ConfigureAwait(false);
            // Of a device that failed, what was kept last is where it was.
            if (keeping is not null && end.Problem is null) await keeping.EndAsync(isOver: !end.HasMore).ConfigureAwait(false);
            if (end.Problem is { } problem) throw Failure(problem);
            await FadeOutAsync(transport, told).ConfigureAwait(false);
            return line.Missed is { } missed ? throw new BadInputException(missed) : ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            line.Finish();
            if (record is not null) await record.EndAsync().ConfigureAwait(false);
            if (keeping is not null) await keeping.EndAsync(isOver: false).ConfigureAwait(false);
            await FadeOutAsync(transport, told).ConfigureAwait(false);
            return ExitCode.Cancelled;
        }
    }

    /// <summary>A device that is closed while it sounds breaks off with a click. A file is kept as far as it came.</summary>
    private async Task FadeOutAsync(IActorRef transport, Told told)
    {
        if (settings.Output.IsUnpaced) return;
        (told.Record, told.Bus) = (null, null);
        try
        {
            await transport.Ask<Done>(new FadeOut(), LongestFade + TimeSpan.FromSeconds(settings.Output.Latency.Value), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception late) when (late is AskFailedException or OperationCanceledException)
        {
            // A device that does not come to its end: nobody waits for it.
        }
    }

    private Exception Failure(string problem) => settings.Output.IsFile
        ? new OutputException($"{(problem.StartsWith(settings.Output.Device, StringComparison.Ordinal) ? "" : settings.Output.Device + ": ")}{problem.TrimEnd('.')}.\nNothing of it is kept, and what was there before is unchanged. {(problem.Contains("No space", StringComparison.Ordinal) ? "Make room, or name" : "Name")} a file elsewhere.")
        : new MissingException(problem.StartsWith(settings.Output.Device, StringComparison.Ordinal) ? $"{problem}\nnt devices lists what there is." : problem);

    // A second player plays as well, without a socket of the usual name.
    private TransportEndpoint? Listen(IActorRef transport, TransportEvents events)
    {
        try
        {
            return TransportEndpoint.Start(socket, transport, events);
        }
        catch (OutputException problem) when (!isSocketNamed)
        {
            context.Streams.Error.WriteLine($"{context.Streams.Error.Paint(Ink.Yellow, "note:")} nt transport cannot reach this player. {problem.Message}");
            return null;
        }
    }

    private async Task<PlayRecord> RecordAsync(IActorRef transport, SessionState session, PlayLine line, CancellationToken cancellation)
    {
        var reply = await transport.Ask<TransportReply>(new GetStatus(), Patience, cancellation).ConfigureAwait(false);
        var status = reply is StatusReply { Status: var told } ? told : throw new InvalidOperationException($"A transport answers a question for its status with {reply}.");
        return new(DataFolder.Of(context.Environment), session, settings.Output.Device, status, line.Note);
    }

    private static async Task AskAsync(IActorRef transport, object command, CancellationToken cancellation)
    {
        if (await transport.Ask<TransportReply>(command, Patience, cancellation).ConfigureAwait(false) is Refused refused) throw new UsageException(refused.Problem);
    }

    /// <summary>The view, where there is one.</summary>
    private sealed class Shown : IDisposable
    {
        public IPlayerView? View { get; private set; }

        /// <returns>Why there is none, which is no reason not to play; null where there is one.</returns>
        public string? Make(IPlayerViews views, string name, PlayerViewOptions options)
        {
            try
            {
                View = views.Create(name, options);
                return null;
            }
            catch (MediaException problem)
            {
                return problem.Message;
            }
        }

        public void Dispose()
        {
            View?.Dispose();
            View = null;
        }
    }

    // Who is told besides: there once the transport is.
    private sealed class Told
    {
        public volatile MprisService? Bus;
        public volatile PlayRecord? Record;
    }

    /// <summary>Passes on what is told.</summary>
    private sealed class PlayListener : ReceiveActor
    {
        public PlayListener(PlayLine line, TransportEvents events, Told told, TaskCompletionSource<TransportEnded> ended)
        {
            Receive<TransportEvent>(e =>
            {
                events.Add(e);
                line.Tell(e);
                told.Bus?.Tell(e);
                told.Record?.Tell(e);
            });
            Receive<TransportPulse>(pulse =>
            {
                line.Pulse(pulse);
                told.Record?.Pulse(pulse);
            });
            Receive<TransportEnded>(e => ended.TrySetResult(e));
        }
    }
}
