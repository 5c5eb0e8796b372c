using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Bench;

/// <param name="Load">Threads.</param>
internal sealed record LiveOrder(TimeSpan Length, Seconds Latency, string Output, int Load);

/// <summary>A transport as nt play makes it, a busy machine, and a bare loop beside it.</summary>
internal sealed class LiveBench(Ports ports, LiveOrder order)
{
    public const string Step = "Playing";
    private const int Priority = 60; // of the feeder, and so of the bare loop
    private static readonly SampleRate Rate = new(48000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Second = TimeSpan.FromSeconds(1);

    /// <exception cref="MissingException">The device cannot be opened.</exception>
    public LiveFigures Run(ReportStep report, CancellationToken cancellation) => RunAsync(report, cancellation).GetAwaiter().GetResult();

    private async Task<LiveFigures> RunAsync(ReportStep report, CancellationToken cancellation)
    {
        await using var system = ActorSystem.Create("bench");
        var watch = new LiveWatch();
        var listener = system.ActorOf(Props.Create(() => new Listener(watch)), "listener");
        system.EventStream.Subscribe<TransportPulse>(listener);
        system.EventStream.Subscribe<TransportEvent>(listener);
        var settings = new TransportSettings
        {
            Output = new() { Device = order.Output, Latency = order.Latency },
            Chain = Chain(),
            MostAttempts = 1,
            EndsWithQueue = true,
        };
        var transport = system.ActorOf(TransportActor.Props(ports.Transport(), settings, listener), "transport");
        await transport.Ask<TransportReply>(new EnqueueItems([new() { Address = SourceAddress.Parse("tone:pink?db=-20&rate=48000") }]), Patience, cancellation).ConfigureAwait(false);
        await transport.Ask<TransportReply>(new Contracts.Transport.Play(), Patience, cancellation).ConfigureAwait(false);
        await watch.HasBegun.WaitAsync(Patience, cancellation).ConfigureAwait(false);

        using var device = ports.Devices.Open("null", new() { Rate = Rate, Channels = 2, Samples = DeviceSamples.F64, Latency = order.Latency });
        using var bare = ports.Feeders.CreateBare(device, Priority);
        device.Start();
        using var load = new MachineLoad(order.Load);
        var figures = new LiveFigures { Order = order, IsRealTime = watch.Health.IsRealTime };
        _ = bare.State;
        var (ours, theirs, cpu) = (watch.Health.Starvations, device.Clock.Starvations, watch.Health.FeederTime);
        watch.TakeWorstBlock();
        var begun = Environment.TickCount64;
        try
        {
            while (Environment.TickCount64 - begun < order.Length.TotalMilliseconds && watch.Problem is null)
            {
                await Task.Delay(Second, cancellation).ConfigureAwait(false);
                var (health, clock, state) = (watch.Health, device.Clock, bare.State);
                figures.Add(new(health.Starvations - ours, clock.Starvations - theirs, health.Underruns, state.WorstLate, watch.TakeWorstBlock()));
                (ours, theirs) = (health.Starvations, clock.Starvations);
                report(Step, (Environment.TickCount64 - begun) / order.Length.TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // What was counted until here is told.
        }
        if (watch.Problem is { } problem) throw new MissingException($"{problem}\nnt devices lists what there is.");
        figures.End(TimeSpan.FromMilliseconds(Environment.TickCount64 - begun), watch.Health.FeederTime - cpu, load.Garbage);
        return figures;
    }

    // What a listener's and an engineer's chains are made of, with memory and look-ahead in them.
    private static IReadOnlyList<ProcessorSpec> Chain() => ChainJson.Read("""
        { "version": 1, "chain": [
          { "processor": "gain", "gain_db": -3 },
          { "processor": "eq", "bands": [ { "type": "peaking", "f_hz": 60, "gain_db": 2 } ] },
          { "processor": "eq", "bands": [ { "type": "peaking", "f_hz": 250, "gain_db": -2 } ] },
          { "processor": "eq", "bands": [ { "type": "peaking", "f_hz": 1000, "gain_db": 1.5 } ] },
          { "processor": "eq", "bands": [ { "type": "peaking", "f_hz": 4000, "gain_db": -1.5 } ] },
          { "processor": "compressor", "threshold_db": -24, "ratio": 2 },
          { "processor": "width", "widths": [1.1] },
          { "processor": "crossfeed" },
          { "processor": "delay", "delay_ms": 0.3, "channels": [0] },
          { "processor": "limiter", "tp_db": -1 } ] }
        """);

    private sealed class Listener : ReceiveActor
    {
        public Listener(LiveWatch watch)
        {
            Receive<TransportPulse>(watch.Pulse);
            Receive<TransportEvent>(e =>
            {
                if (e is OutputLost lost) watch.Fail(lost.Problem);
            });
            Receive<TransportEnded>(e => watch.Fail(e.Problem ?? "the sound has ended"));
        }
    }
}
