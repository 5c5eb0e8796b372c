using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// The output: one device of one format at a time, opened anew when the format changes or the device was lost.
public sealed partial class TransportActor
{

    private IActorRef? _output;
    private RunShape? _outputShape;
    private OutputFacts? _outputFacts;
    private DeviceFormat? _device;
    private (RunShape Shape, IReadOnlyList<DeviceSamples> Forms)? _wanted;
    private bool _isDraining;
    private bool _hasOpened;
    private volatile int _form; // of the device that was opened last, as DeviceSamples; 0: none was
    private int _stageCount;
    private long _outputs;
    private bool _isOnFallback;

    /// <summary>Where it is played to.</summary>
    private OutputSettings Place => _isOnFallback ? _settings.Output with { Device = _settings.Fallback! } : _settings.Output;

    private FormatChoice Choose()
    {
        DeviceCapabilities? capabilities = null;
        try
        {
            capabilities = _ports.Output.Devices.Probe(Place.Device);
        }
        catch (Exception unknown) when (unknown is MediaException or ArgumentException)
        {
            // What is wrong with it is told when it is opened.
        }
        return new(capabilities, _settings.Rate, _settings.IsBitPerfect, ChooseDsd(capabilities));
    }

    // A device that did not answer is asked again.
    private FormatChoice Choice()
    {
        if (_choice is { } known) return known;
        var choice = Choose();
        if (choice.Capabilities is not null) _choice = choice;
        return choice;
    }

    private bool IsOutputFor(RunShape shape) => _output is not null && _device is not null && !_isDraining && _outputShape is { } open && open.Joins(shape);

    /// <summary>An output for this shape, when what is heard now allows it: a switch takes it away, else it is heard to its end.</summary>
    private void Require(RunShape shape, IReadOnlyList<DeviceSamples> forms, bool isUrgent)
    {
        _wanted = (shape, forms);
        if (_output is null)
        {
            if (!Context.Timers.IsTimerActive(Reopen.Instance)) OpenOutput();
            return;
        }
        if (_device is null || _isDraining) return; // it is being opened, or is ending
        if (isUrgent) CloseOutput();
        else if (_runs.Values.Any(r => r is { IsGiven: true, IsOver: false })) return; // asked again when they are over
        else
        {
            _isDraining = true;
            _output.Tell(new OutputCommand.Drain(), Self);
            return;
        }
        OpenOutput();
    }

    private void OpenOutput()
    {
        if (_output is not null || _wanted is not { } wanted) return;
        _outputShape = wanted.Shape;
        _isDraining = false;
        _heard.Clear();
        _output = Context.Watch(Context.ActorOf(
            OutputActor.Props(_ports.Output, Place, wanted.Shape, wanted.Forms, Gain, _state == TransportState.Paused, _chain.Plans, _view), $"output-{++_outputs}"));
    }

    private IReadOnlyList<DeviceSamples> FormsFor(PlayRun run, RunShape shape) => shape.Coding == RunCoding.Bits
        ? Choice().Dsd.Forms(shape.DeviceRate)
        : DeviceForm.Wanted(run.Items.FirstOrDefault(i => i.Began is not null)?.Began?.Info.Samples ?? SampleKind.Lossy);

    private void CloseOutput()
    {
        if (_output is null) return;
        Context.Stop(_output);
        OutputHasGone();
        foreach (var run in _runs.Values.Where(r => r is { IsGiven: true, IsOver: false }).ToList()) Over(run);
    }

    private void OutputHasGone()
    {
        (_output, _device, _outputFacts, _isDraining, _isDithering) = (null, null, null, false, false);
        _missingBefore = _missing;
        // What it was asked is seen when the next one is opened.
        if (_chainRequest is { } request) ChainIsTaken(request.Revision);
        ShowPlace();
    }

    private void Hear(OutputTold told)
    {
        if (!Sender.Equals(_output)) return; // of one that was closed
        switch (told)
        {
            case OutputTold.Opened e:
                _device = e.Format;
                _form = (int)e.Format.Samples;
                (_hasOpened, _stageCount) = (true, e.Stages);
                _outputFacts = new(e.Device, e.Format.Rate, e.Format.Channels, e.Format.Samples.Name(), e.Format.Latency, e.Format.IsExact);
                _misfits = 0;
                Publish(new OutputOpened(_outputFacts));
                GiveWhatIsReady();
                break;
            case OutputTold.Progress e:
                Progress(e);
                break;
            case OutputTold.StageFailed e:
                if (e.IsGivenUp) _stageProblems[e.Stage] = e.Problem;
                Publish(new StageFailed(_chain.NameOf(e.Stage), e.Problem, e.IsGivenUp));
                break;
            case OutputTold.StageRestarted e:
                _stageProblems.Remove(e.Stage);
                Publish(new StageRestarted(_chain.NameOf(e.Stage)));
                break;
            case OutputTold.ChainTaken e:
                _stageCount = e.Stages;
                ChainIsTaken(e.Revision);
                break;
            case OutputTold.ChainRefused e:
                ChainIsRefused(e.Revision, e.Problem);
                break;
            case OutputTold.Drained:
                OutputHasGone();
                if (_runs.Values.Any(r => r is { IsGiven: false, IsOver: false })) OpenOutput();
                else NothingIsLeft();
                break;
            case OutputTold.Unfit e:
                PassOver(e);
                break;
            case OutputTold.Failed e:
                Lose(e);
                break;
        }
    }

    private sealed class Reopen
    {
        public static readonly Reopen Instance = new();
    }
}
