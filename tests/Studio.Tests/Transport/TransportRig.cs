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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
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

    public async Task<TransportReply> Ask(object command) => await _transport.Ask<TransportReply>(command, Patience, TestContext.Current.CancellationToken);

    public async Task<T> AskFor<T>(object question) => await _transport.Ask<T>(question, Patience, TestContext.Current.CancellationToken);

    public async Task Do(object command) => Assert.IsType<Done>(await Ask(command));

    public void Tell(object message) => _transport.Tell(message, ActorRefs.NoSender);

    public Task Enqueue(params string[] names) =>
        Do(new EnqueueItems([.. names.Select(n => new PlayItem { Address = SourceAddress.Of(SourceAddress.Memory, n) })]));

    public Task EnqueueFiles(params string[] paths) => Do(new EnqueueItems([.. paths.Select(p => new PlayItem { Address = SourceAddress.OfFile(p) })]));

    public async Task<TransportStatus> Status() => Assert.IsType<StatusReply>(await Ask(new GetStatus())).Status;

    /// <summary>Waits for an event; those that were there count.</summary>
    public async Task<T> Event<T>(Func<T, bool>? fits = null, int count = 1) where T : TransportEvent
    {
        var end = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < end)
        {
            var found = Events.OfType<T>().Where(e => fits is null || fits(e)).ToList();
            if (found.Count >= count) return found[count - 1];
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"There was no {typeof(T).Name}; there were: {string.Join("\n", Events)}");
    }

    /// <summary>Waits until what is heard has come to a frame that the last clip's rate counts.</summary>
    public Task Comes(long frame, double rate = 44100) => Position(p => p.Value * rate >= frame);

    public async Task Position(Func<Seconds, bool> fits)
    {
        var end = DateTime.UtcNow + Patience;
        while (!_pulse.IsEmpty && fits(_pulse.Last().Position) is false || _pulse.IsEmpty)
        {
            if (_ended.Task.IsCompleted) return;
            if (DateTime.UtcNow > end) throw new TimeoutException($"The position is {(await Status()).Position}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The position once it no longer changes.</summary>
    public async Task<Seconds> Settled()
    {
        var end = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < end)
        {
            var (pulses, last) = (_pulses, _pulse.LastOrDefault());
            while (_pulses < pulses + 20 && DateTime.UtcNow < end) await Task.Delay(5, TestContext.Current.CancellationToken);
            if (last is not null && _pulse.Last().Position == last.Position) return last.Position;
        }
        throw new TimeoutException("It does not come to rest.");
    }

    /// <summary>The file is complete.</summary>
    public async Task Closed()
    {
        var end = DateTime.UtcNow + Patience;
        while (!File.Exists(Heard) && DateTime.UtcNow < end) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    public async Task<TransportEnded> Ended() => await _ended.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

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
