using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Dsp.Ring;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Studio.Output;
using NTWorkstation.Studio.Transport;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>A transport with the real engine, sounds in memory, and a file that holds what was heard.</summary>
internal sealed class TransportRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-transport-").FullName;
    private readonly ActorSystem _system = ActorSystem.Create("studio");
    private readonly IActorRef _transport;
    private readonly bool _isPaced;
    private readonly TaskCompletionSource<TransportEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="sources">Where sounds come from.</param>
    /// <param name="heard">The file's name, whose ending is its kind.</param>
    public TransportRig(ISourceOpener sources, bool isPaced = false, Func<TransportSettings, TransportSettings>? change = null, string? device = null, string heard = "heard.raw", IDeviceCatalogue? devices = null, StageResolver? resolve = null)
    {
        _isPaced = isPaced;
        Heard = Path.Combine(_folder, heard);
        var settings = new TransportSettings
        {
            Output = new() { Device = device ?? $"file:{Heard}", IsUnpaced = !isPaced, Latency = new(0.05) },
            EndsWithQueue = true,
        };
        var listener = _system.ActorOf(Props.Create(() => new Listener(this)), "listener");
        _system.EventStream.Subscribe<TransportEvent>(listener);
        _system.EventStream.Subscribe<TransportPulse>(listener);
        var output = new OutputPorts(devices ?? new NativeDeviceCatalogue(), new NativeFeeders(), new NativeLiveGraphs());
        var ports = new TransportPorts(new(sources, new NativeFrameSinks(), new NativeGraph()), resolve is null ? output : output with { Resolve = resolve });
        _transport = _system.ActorOf(TransportActor.Props(ports, change?.Invoke(settings) ?? settings, listener), "transport");
    }

    private readonly ConcurrentQueue<TransportPulse> _pulse = new(); // the newest alone
    private volatile int _pulses;

    public ConcurrentQueue<TransportEvent> Events { get; } = new();

    /// <summary>The file that holds what was heard, once the transport has ended.</summary>
    public string Heard { get; }

    public async Task<TransportReply> Ask(object command) => await _transport.Ask<TransportReply>(command, Wait.Patience, TestContext.Current.CancellationToken);

    public async Task<T> AskFor<T>(object question) => await _transport.Ask<T>(question, Wait.Patience, TestContext.Current.CancellationToken);

    public async Task Do(object command) => Assert.IsType<Done>(await Ask(command));

    public void Tell(object message) => _transport.Tell(message, ActorRefs.NoSender);

    public Task Enqueue(params string[] names) =>
        Do(new EnqueueItems([.. names.Select(n => new PlayItem { Address = SourceAddress.Of(SourceAddress.Memory, n) })]));

    /// <summary>Plays these until the first of them is heard.</summary>
    public async Task<EntryBegan> Play(params string[] names)
    {
        await Enqueue(names);
        await Do(new Play());
        return await Event<EntryBegan>();
    }

    /// <summary>Plays these to the end of the last one; no problem may be told of at the end.</summary>
    public async Task PlayToEnd(params string[] names)
    {
        await Enqueue(names);
        await Do(new Play());
        Assert.Null((await Ended()).Problem);
    }

    public Task EnqueueFiles(params string[] paths) => Do(new EnqueueItems([.. paths.Select(p => new PlayItem { Address = SourceAddress.OfFile(p) })]));

    public async Task<TransportStatus> Status() => Assert.IsType<StatusReply>(await Ask(new GetStatus())).Status;

    /// <summary>Waits for an event; those that were there count.</summary>
    public async Task<T> Event<T>(Func<T, bool>? fits = null, int count = 1) where T : TransportEvent
    {
        return await Wait.ForAsync(
            () => Events.OfType<T>().Where(e => fits is null || fits(e)).Skip(count - 1).FirstOrDefault(),
            () => $"There were {string.Join("\n", Events)}\n{typeof(T).Name}");
    }

    /// <summary>Waits until what is heard has come to a frame that the last clip's rate counts.</summary>
    public Task Comes(long frame, double rate = 44100) => Position(p => p.Value * rate >= frame);

    public Task Position(Func<Seconds, bool> fits) => Wait.UntilAsync(
        () => _ended.Task.IsCompleted || _pulse.LastOrDefault() is { } last && fits(last.Position),
        () => $"The position is {_pulse.LastOrDefault()?.Position}: what is expected of it");

    /// <summary>The position once it no longer changes.</summary>
    public async Task<Seconds> Settled()
    {
        var last = await At();
        while (true)
        {
            await Pulses(20);
            var now = await At();
            if (now == last) return now;
            last = now;
        }

        async Task<Seconds> At() => (await Wait.ForAsync(() => _pulse.LastOrDefault(), () => "A position")).Position;
    }

    /// <summary>The output has told where it is so many times: what it was asked before that has been done.</summary>
    public Task Pulses(int count)
    {
        var end = _pulses + count;
        return Wait.UntilAsync(() => _pulses >= end, "the output's word");
    }

    /// <summary>The file is complete.</summary>
    public Task Closed() => Wait.UntilAsync(() => File.Exists(Heard), "the file's completion");

    public async Task<TransportEnded> Ended() => await _ended.Task.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);

    /// <summary>What was heard, by channel, once the transport has ended. Of a paced device the silence is left out, of which there is as much as the
    /// machine is late: noise has none of its own.</summary>
    public double[][] Sound(int channels = 2)
    {
        var samples = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Heard)).ToArray();
        var planes = Enumerable.Range(0, channels).Select(_ => new double[samples.Length / channels]).ToArray();
        for (var i = 0; i < samples.Length; i++) planes[i % channels][i / channels] = samples[i];
        if (!_isPaced) return planes;
        var sounding = Enumerable.Range(0, planes[0].Length).Where(i => planes.Any(p => p[i] != 0)).ToArray();
        return [.. planes.Select(p => sounding.Select(i => p[i]).ToArray())];
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TransportRig rig)
        {
            Receive<TransportEvent>(rig.Events.Enqueue);
            Receive<TransportPulse>(pulse =>
            {
                rig._pulse.Enqueue(pulse);
                if (rig._pulse.Count > 1) rig._pulse.TryDequeue(out _);
                rig._pulses++;
            });
            Receive<TransportEnded>(e => rig._ended.TrySetResult(e));
        }
    }
}
