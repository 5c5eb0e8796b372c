using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode.Run;

namespace NTWorkstation.Studio.Output;

/// <summary>
/// Owns a device of one format and the thread that feeds it, from opening to the end, and tells its parent what they tell. It never touches
/// a sample. A device that fails ends it; to open it anew is its parent's decision.
/// </summary>
internal sealed partial class OutputActor : ReceiveActor
{
    // Often enough for a position on a screen. What is not paced may end at any moment, and somebody waits for that.
    private static readonly TimeSpan HurriedTickInterval = TimeSpan.FromMilliseconds(10);
    private static readonly Seconds VolumeRamp = new(0.02);
    /// <summary>How far behind what is heard the thread of a view may be, on a busy machine.</summary>
    private static readonly Seconds ViewLateness = new(0.5);

    private readonly OutputPorts _ports;
    private readonly OutputSettings _settings;
    private readonly RunShape _shape;
    private readonly IReadOnlyList<DeviceSamples> _forms;
    private readonly double _gain;
    private readonly bool _isPaused;
    private readonly IReadOnlyList<StagePlan> _chain;
    private readonly IPlayerView? _view;
    private IDisposable? _shown;
    private IOutputDevice? _device;
    private IFeeder? _feeder;
    private AudioBlock? _trail;
    private bool _hasStarted;
    private bool _isDraining;

    /// <param name="shape">Of the runs it will be given.</param>
    /// <param name="forms">What the device is asked for, one after the other where it takes none of one.</param>
    /// <param name="gain">Factor at first.</param>
    /// <param name="chain">At first.</param>
    /// <param name="view">Shows what is heard; null: none does.</param>
    public OutputActor(OutputPorts ports, OutputSettings settings, RunShape shape, IReadOnlyList<DeviceSamples> forms, double gain, bool isPaused, IReadOnlyList<StagePlan> chain, IPlayerView? view)
    {
        (_ports, _settings, _shape, _forms, _gain, _isPaused, _chain, _view) = (ports, settings, shape, forms, gain, isPaused, chain, view);
        Receive<Tick>(_ => Look());
        ReceiveStages();
        Receive<OutputCommand.Take>(Take);
        Receive<OutputCommand.Pause>(_ => _feeder?.Pause());
        Receive<OutputCommand.Resume>(_ => _feeder?.Resume());
        Receive<OutputCommand.Stop>(_ => _feeder?.Stop());
        Receive<OutputCommand.SetGain>(c => _feeder?.SetGain(c.Gain, VolumeRamp));
        Receive<OutputCommand.Drain>(_ =>
        {
            _isDraining = true;
            _feeder?.Finish();
            Begin();
        });
    }

    public static Props Props(OutputPorts ports, OutputSettings settings, RunShape shape, IReadOnlyList<DeviceSamples> forms, double gain, bool isPaused, IReadOnlyList<StagePlan> chain, IPlayerView? view) =>
        Kernel.Actor.Props.Create(() => new OutputActor(ports, settings, shape, forms, gain, isPaused, chain, view));

    protected override void PreStart()
    {
        try
        {
            // Bits pass as they are, and what may not change a bit has no place for a stage.
            if (_shape.Coding == RunCoding.Pcm && !_settings.IsExact) MakeGraph();
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            Context.Parent.Tell(new OutputTold.Unfit(failure.Message), Self);
            Context.Stop(Self);
            return;
        }
        try
        {
            _device = OpenDevice();
            _feeder = _ports.Feeders.Create(_device, _graph, new()
            {
                Gain = _gain,
                IsPaused = _isPaused,
                IsPatient = _settings.IsUnpaced,
                TrailFrames = TrailFrames(_device.Format),
                Priority = _settings.IsUnpaced ? 0 : 60,
            });
            _shown = _view?.Attach(_device, _feeder);
            if (_settings.TrailFrames > 0 && _shape.Coding == RunCoding.Pcm) _trail = new(_device.Channels, Math.Min(4096, _settings.TrailFrames));
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            Fail(failure.Message, failure is MediaException { Fault: MediaFault.Io or MediaFault.NotFound });
            return;
        }
        Context.Parent.Tell(new OutputTold.Opened(_device.Format, _settings.Device, _stages?.Count ?? 0), Self);
        Context.Timers.StartPeriodicTimer("tick", Tick.Instance, _settings.IsUnpaced ? HurriedTickInterval : _settings.LookInterval);
    }

    private IOutputDevice OpenDevice()
    {
        for (var k = 0; ; k++)
        {
            try
            {
                var device = _ports.Devices.Open(_settings.Device, new()
                {
                    Rate = _shape.DeviceRate,
                    Channels = _graph?.Info.OutputChannels ?? _shape.Format.Channels,
                    Samples = _forms[k],
                    Latency = _settings.Latency,
                    Dithers = _settings.Dithers,
                    IsExact = _settings.IsExact,
                    IsUnpaced = _settings.IsUnpaced,
                });
                // A mixer takes whatever it is given, and makes its own of it: better from what it has itself.
                if (device.Format.IsExact || k + 1 == _forms.Count) return device;
                device.Dispose();
            }
            catch (MediaException refused) when (refused.Fault == MediaFault.Unsupported && k + 1 < _forms.Count)
            {
                // The next one is asked for.
            }
        }
    }

    protected override void PostStop()
    {
        _shown?.Dispose();
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
            _shown?.Dispose();
            _feeder.Dispose();
            _device.Dispose();
            Context.Parent.Tell(new OutputTold.Drained(), Self);
            Context.Stop(Self);
        }
    }

    private static FrameCount Heard(in DeviceClock clock) => new(Math.Max(0, clock.Played.Value - clock.Delay.Value));

    // A view measures what is heard: what the device still holds must not be written over.
    private int TrailFrames(DeviceFormat format) =>
        _view is null ? _settings.TrailFrames : Math.Max(_settings.TrailFrames, (int)Math.Ceiling((format.Latency.Value + ViewLateness.Value) * format.Rate.Hz));

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

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}
