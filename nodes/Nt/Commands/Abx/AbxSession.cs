using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Mastering.Level;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Abx;

internal sealed record AbxOrder
{
    public required string A { get; init; }
    public required string B { get; init; }
    public required string Output { get; init; }
    public Seconds Start { get; init; }
    /// <summary>Null: with the shorter one.</summary>
    public Seconds? End { get; init; }
    public Seconds Latency { get; init; } = new(0.05);
    /// <summary>In loudness.</summary>
    public bool IsMatched { get; init; } = true;
}

/// <summary>
/// Both files run through one transport as one sound of twice the channels; a matrix lets one of them through. Choosing replaces the matrix, which the
/// live graph does with a fade at one and the same frame of both.
/// </summary>
internal sealed class AbxSession(CommandContext context, AbxOrder order, AbxTrials trials)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Seconds Step = new(5);
    private readonly Sink _sink = context.Streams.Error;

    public AbxFigures Run(IEnumerable<AbxKey> keys, CancellationToken cancellation) => RunAsync(keys, cancellation).GetAwaiter().GetResult();

    private async Task<AbxFigures> RunAsync(IEnumerable<AbxKey> keys, CancellationToken cancellation)
    {
        var ports = context.MakePorts();
        var (a, b) = Levels(ports, cancellation);
        var opener = new PairOpener(ports, order.A, order.B, (Amplitude(a.Gain), Amplitude(b.Gain)));
        int channels;
        using (var look = opener.Pair(cancellation)) channels = look.Each;
        await using var system = ActorSystem.Create("abx");
        var ended = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = system.ActorOf(Props.Create(() => new Listener(ended)), "listener");
        var transport = system.ActorOf(
            TransportActor.Props(
                ports.Transport() with { Runs = new RunPorts(opener, ports.Sinks, ports.Graph) },
                new TransportSettings { Output = new() { Device = order.Output, Latency = order.Latency }, Chain = [Through(0, channels)], EndsWithQueue = true },
                listener),
            "transport");
        await transport.Ask<TransportReply>(new EnqueueItems([new() { Address = SourceAddress.Of("pair", ""), Start = ExactTime.Of(order.Start), End = order.End is { } end ? ExactTime.Of(end) : null }]), Patience, cancellation).ConfigureAwait(false);
        await AskAsync(transport, new SetLoop(LoopMode.Entry), cancellation).ConfigureAwait(false);
        await AskAsync(transport, new Contracts.Transport.Play(), cancellation).ConfigureAwait(false);
        var chosen = AbxKey.A;
        Show(chosen);
        // Keys come from a read that cannot be given up; it has a thread of its own.
        var typed = System.Threading.Channels.Channel.CreateUnbounded<AbxKey>();
        new Thread(() => Pump(keys, typed.Writer)) { IsBackground = true, Name = "keys" }.Start();
        try
        {
            while (!trials.IsOver)
            {
                var next = typed.Reader.WaitToReadAsync(cancellation).AsTask();
                if (await Task.WhenAny(next, ended.Task).ConfigureAwait(false) == ended.Task)
                    throw new MissingException($"{await ended.Task.ConfigureAwait(false) ?? "The device has ended."}\nnt devices lists what there is.");
                if (!await next.ConfigureAwait(false) || !typed.Reader.TryRead(out var key) || key == AbxKey.Quit) break;
                chosen = await ObeyAsync(key, chosen, transport, channels, cancellation).ConfigureAwait(false);
                Show(chosen);
            }
        }
        catch (OperationCanceledException)
        {
            // What was answered until here is told.
        }
        if (_sink.IsTerminal) _sink.Write("\r\e[K");
        return new(a, b, trials);
    }

    private async Task<AbxKey> ObeyAsync(AbxKey key, AbxKey chosen, IActorRef transport, int channels, CancellationToken cancellation)
    {
        switch (key)
        {
            case AbxKey.A or AbxKey.B or AbxKey.X:
                chosen = key;
                break;
            case AbxKey.XIsA or AbxKey.XIsB:
                trials.Answer(key == AbxKey.XIsA);
                break;
            case AbxKey.Undo:
                trials.Undo();
                break;
            case AbxKey.Back or AbxKey.Forward:
                await AskAsync(transport, new SeekBy(key == AbxKey.Back ? new(-Step.Value) : Step), cancellation).ConfigureAwait(false);
                return chosen;
            case AbxKey.Restart:
                await AskAsync(transport, new SeekTo(default), cancellation).ConfigureAwait(false);
                return chosen;
            case AbxKey.Pause:
                await AskAsync(transport, new TogglePause(), cancellation).ConfigureAwait(false);
                return chosen;
            default:
                return chosen;
        }
        // After an answer X is another one, perhaps. The same matrix again is the same edit, so that nothing tells whether it changed.
        var isA = chosen == AbxKey.A || (chosen == AbxKey.X && trials.XIsA);
        await AskAsync(transport, new LoadChain([ProcessorSettings.Of(Through(isA ? 0 : channels, channels))]), cancellation).ConfigureAwait(false);
        return chosen;
    }

    private static MatrixSpec Through(int first, int channels) =>
        new(channels, [.. Enumerable.Range(0, channels).Select(c => new MatrixRoute(first + c, c, 0))], GainUnit.Decibels);

    private (AbxSide A, AbxSide B) Levels(Ports ports, CancellationToken cancellation)
    {
        if (!order.IsMatched) return (new(order.A, null, default), new(order.B, null, default));
        string[] paths = [order.A, order.B];
        var tracks = ProgressBars.Run(_sink, true, ["Measuring"], report => ports.LoudnessScan().Run(paths, AlbumGrouping.None, 2, share => report("Measuring", share), cancellation))
            .SelectMany(album => album.Tracks).ToList();
        var loudness = paths.Select(p => tracks.First(t => t.Path == p) is { Reading: { } reading } ? reading.Integrated : throw (Exception?)tracks.First(t => t.Path == p).Fault ?? new BadInputException($"{p}: it cannot be measured.")).ToList();
        // Down, never up: nothing can clip.
        var quieter = loudness.Min(l => l.Value);
        Decibels Gain(int k) => double.IsFinite(loudness[k].Value) && double.IsFinite(quieter) ? new(quieter - loudness[k].Value) : default;
        return (new(order.A, loudness[0], Gain(0)), new(order.B, loudness[1], Gain(1)));
    }

    private static double Amplitude(Decibels gain) => PortableMath.Amplitude(gain.Value);

    private void Show(AbxKey chosen)
    {
        if (!_sink.IsTerminal || trials.IsOver) return;
        _sink.Write($"\rtrial {trials.Done.Count + 1} of {trials.Count}   {_sink.Paint(Ink.Bold, chosen.ToString())}   a b x: listen   1: X is A   2: X is B   u q\e[K");
        _sink.Writer.Flush();
    }

    private static void Pump(IEnumerable<AbxKey> keys, System.Threading.Channels.ChannelWriter<AbxKey> writer)
    {
        try
        {
            foreach (var key in keys) writer.TryWrite(key);
        }
        catch (InvalidOperationException)
        {
            // The terminal has gone.
        }
        writer.TryComplete();
    }

    private static async Task AskAsync(IActorRef transport, TransportCommand command, CancellationToken cancellation)
    {
        if (await transport.Ask<TransportReply>(command, Patience, cancellation).ConfigureAwait(false) is Refused refused) throw new UsageException(refused.Problem);
    }

    private sealed class PairOpener(Ports ports, string a, string b, (double A, double B) gains) : ISourceOpener
    {
        private readonly FileOpener _files = new(ports.Decode);

        public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel) => Pair(cancel);

        public PairSource Pair(CancellationToken cancel)
        {
            var opened = new List<ISoundSource>();
            try
            {
                foreach (var path in new[] { a, b }) opened.Add(_files.Open(SourceAddress.OfFile(path), null, cancel));
                var rate = new SampleRate(opened.Max(s => s.Info.Format.Rate.Hz));
                for (var k = 0; k < 2; k++)
                    if (opened[k].Info.Format.Rate != rate) opened[k] = new ConvertedSource(opened[k], rate, ports.Graph);
                return new PairSource(opened[0], opened[1], gains);
            }
            catch
            {
                foreach (var source in opened) source.Dispose();
                throw;
            }
        }
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<string?> ended)
        {
            Receive<TransportEnded>(e => ended.TrySetResult(e.Problem));
        }
    }
}
