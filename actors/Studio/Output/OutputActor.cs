using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Studio.Decode.Run;

namespace NTWorkstation.Studio.Output;

/// <summary>
/// Owns a device of one format and the thread that feeds it, from opening to the end, and tells its parent what they tell. It never touches
/// a sample. A device that fails ends it; to open it anew is its parent's decision.
/// </summary>
internal sealed class OutputActor : ReceiveActor
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);
    private static readonly Seconds VolumeRamp = new(0.02);
    private static readonly TimeSpan StagePause = TimeSpan.FromMilliseconds(500);
    private const int MostStageRestarts = 3;
    private static readonly TimeSpan StageRestartsWithin = TimeSpan.FromMinutes(1);
    private const double StageBudget = 0.8;
    private const int MostBlockFrames = 8192;

    private readonly OutputPorts _ports;
    private readonly OutputSettings _settings;
    private readonly RunShape _shape;
    private readonly IReadOnlyList<DeviceSamples> _forms;
    private readonly double _gain;
    private readonly bool _isPaused;
    private IOutputDevice? _device;
    private IFeeder? _feeder;
    private ILiveGraph? _graph;
    private StageList? _stages;
    private readonly Dictionary<StageId, IActorRef> _stageActors = [];
    private readonly Dictionary<StageId, string> _stageProblems = [];
    private AudioBlock? _trail;
    private bool _hasStarted;
    private bool _isDraining;

    /// <param name="shape">Of the runs it will be given.</param>
    /// <param name="forms">What the device is asked for, one after the other where it takes none of one.</param>
    /// <param name="gain">Factor at first.</param>
    public OutputActor(OutputPorts ports, OutputSettings settings, RunShape shape, IReadOnlyList<DeviceSamples> forms, double gain, bool isPaused)
    {
        (_ports, _settings, _shape, _forms, _gain, _isPaused) = (ports, settings, shape, forms, gain, isPaused);
        Receive<Tick>(_ => Look());
        Receive<StageActor.Renew>(r =>
        {
            Context.Parent.Tell(new OutputTold.StageFailed(_stages!.NameOf(r.Stage), r.Reason, IsGivenUp: false), Self);
            Context.Timers.StartSingleTimer(r.Stage, new RenewStage(r.Stage), StagePause);
        });
        Receive<RenewStage>(r => _stages!.Renew(r.Stage));
        Receive<StageEnded>(e => Context.Parent.Tell(new OutputTold.StageFailed(_stages!.NameOf(e.Stage), _stageProblems.GetValueOrDefault(e.Stage, "it failed"), IsGivenUp: true), Self));
        Receive<OutputCommand.Take>(Take);
        Receive<OutputCommand.Pause>(_ => _feeder?.Pause());
        Receive<OutputCommand.Resume>(_ => _feeder?.Resume());
        Receive<OutputCommand.Stop>(_ => _feeder?.Stop());
        Receive<OutputCommand.SetGain>(c => _feeder?.SetGain(c.Gain, VolumeRamp));
        Receive<OutputCommand.Inject>(c => _graph?.Inject(new((ulong)c.Stage), c.Fault));
        Receive<OutputCommand.Drain>(_ =>
        {
            _isDraining = true;
            _feeder?.Finish();
            Begin();
        });
    }

    public static Props Props(OutputPorts ports, OutputSettings settings, RunShape shape, IReadOnlyList<DeviceSamples> forms, double gain, bool isPaused) =>
        Kernel.Actor.Props.Create(() => new OutputActor(ports, settings, shape, forms, gain, isPaused));

    // A stage that fails is made anew a few times; then the sound goes around it for good.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(MostStageRestarts, StageRestartsWithin, cause => cause is StageFailedException ? Directive.Restart : Directive.Stop);

    protected override void PreStart()
    {
        try
        {
            // Bits pass as they are: whoever wants a chain has made PCM of them.
            var chain = _shape.Coding == RunCoding.Pcm ? _settings.Chain?.Invoke(_shape.Format) ?? [] : [];
            if (chain.Count > 0)
            {
                _graph = _ports.Graphs.Create(new() { Format = _shape.Format, MaxFrames = MostBlockFrames, Budget = _settings.IsUnpaced ? null : StageBudget });
                _stages = new(_graph, chain);
                _stages.Fill();
                foreach (var stage in _stages.Stages)
                    _stageActors[stage] = Context.WatchWith(Context.ActorOf(StageActor.Props(stage), $"stage-{stage}"), new StageEnded(stage));
            }
            _device = OpenDevice();
            _feeder = _ports.Feeders.Create(_device, _graph, new()
            {
                Gain = _gain,
                IsPaused = _isPaused,
                IsPatient = _settings.IsUnpaced,
                TrailFrames = _settings.TrailFrames,
                Priority = _settings.IsUnpaced ? 0 : 60,
            });
            if (_settings.TrailFrames > 0 && _shape.Coding == RunCoding.Pcm) _trail = new(_device.Channels, Math.Min(4096, _settings.TrailFrames));
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            Fail(failure.Message, failure is MediaException { Fault: MediaFault.Io or MediaFault.NotFound });
            return;
        }
        Context.Parent.Tell(new OutputTold.Opened(_device.Format, _settings.Device, _stageActors.Count), Self);
        Context.Timers.StartPeriodicTimer("tick", Tick.Instance, TickInterval);
    }

    private IOutputDevice OpenDevice()
    {
        for (var k = 0; ; k++)
        {
            try
            {
                return _ports.Devices.Open(_settings.Device, new()
                {
                    Rate = _shape.DeviceRate,
                    Channels = _graph?.Info.OutputChannels ?? _shape.Format.Channels,
                    Samples = _forms[k],
                    Latency = _settings.Latency,
                    Dithers = _settings.Dithers,
                    IsExact = _settings.IsExact,
                    IsUnpaced = _settings.IsUnpaced,
                    StreamTitle = _settings.StreamTitle,
                });
            }
            catch (MediaException refused) when (refused.Fault == MediaFault.Unsupported && k + 1 < _forms.Count)
            {
                // The next one is asked for.
            }
        }
    }

    protected override void PostStop()
    {
        _feeder?.Dispose();
        _device?.Dispose();
        _graph?.Dispose();
    }

    private void Take(OutputCommand.Take take)
    {
        if (_feeder is null) return;
        if (take.Switches) _feeder.Switch(take.Sink, take.Run, take.FadesIn);
        else _feeder.Queue(take.Sink, take.Run, take.FadesIn);
        Begin();
    }

    private void Begin()
    {
        if (_hasStarted || _device is null) return;
        _hasStarted = true;
        try
        {
            _device.Start();
        }
        catch (MediaException failure)
        {
            Fail(failure.Message, isTransient: true);
        }
    }

    private void Look()
    {
        if (_device is null || _feeder is null) return;
        // First where the device stands: what the events tell of is then told before it is heard.
        var clock = _device.Clock;
        LookAtStages();
        var events = new List<FeederEvent>();
        while (_feeder.TryNextEvent(out var e)) events.Add(e);
        Context.Parent.Tell(new OutputTold.Progress(events, clock, _feeder.State, Heard(clock), Loudest(), _device.Format.IsExact), Self);
        if (clock.State == DeviceState.Lost)
        {
            // A file that could not be written on has lost what came after: a new one would only hold the rest.
            Fail(_device.Fault, isTransient: !_settings.IsUnpaced && !_settings.IsFile);
        }
        else if (_isDraining && clock.State == DeviceState.Drained)
        {
            Context.Timers.CancelAll();
            // A file has its name once it is disposed of.
            _feeder.Dispose();
            _device.Dispose();
            Context.Parent.Tell(new OutputTold.Drained(), Self);
            Context.Stop(Self);
        }
    }

    private void LookAtStages()
    {
        if (_graph is null || _stages is null) return;
        while (_graph.NextEvent() is { } e)
        {
            switch (e)
            {
                case StageFailed failed:
                    _stageProblems[failed.Stage] = failed.Reason;
                    _stageActors[failed.Stage].Tell(new StageActor.Fault(failed.Reason), Self);
                    break;
                case LiveGraphEdited edited:
                    foreach (var stage in _stages.Heard(edited.Edit)) Context.Parent.Tell(new OutputTold.StageRestarted(_stages.NameOf(stage)), Self);
                    break;
            }
        }
        _stages.Look();
    }

    private static FrameCount Heard(in DeviceClock clock) => new(Math.Max(0, clock.Played.Value - clock.Delay.Value));

    private double[] Loudest()
    {
        if (_trail is null || !_feeder!.ReadTrail(_trail)) return [];
        var loudest = new double[_trail.Channels];
        for (var c = 0; c < loudest.Length; c++)
            foreach (var value in _trail.Channel(c)) loudest[c] = Math.Max(loudest[c], Math.Abs(value));
        return loudest;
    }

    private void Fail(string problem, bool isTransient)
    {
        Context.Timers.CancelAll();
        Context.Parent.Tell(new OutputTold.Failed(problem, isTransient), Self);
        Context.Stop(Self);
    }

    private sealed record RenewStage(StageId Stage);

    private sealed record StageEnded(StageId Stage);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}
