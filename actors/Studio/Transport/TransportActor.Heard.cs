using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// What has been heard: where it is, what began and ended, what was missing, and whether every bit arrived.
public sealed partial class TransportActor
{
    private readonly HeardMap _heard = new();
    private long _missing;
    private long _missingBefore; // of devices that are closed
    private List<string>? _bitPerfectReasons;
    private bool _isDithering;
    private bool _isSoundMissing;
    private readonly List<(PlayRun Run, FrameCount At)> _leaving = [];
    private (long Run, PlayRun.Item Item)? _sounding;
    private Seconds? _heardTo; // in the entry that sounds; null: nothing since the last jump in it

    private void Progress(OutputTold.Progress told)
    {
        foreach (var e in told.Events)
        {
            _heard.Note(e);
            if (!_runs.TryGetValue(e.Run, out var run)) continue;
            switch (e.Kind)
            {
                case FeederEventKind.Ended or FeederEventKind.Left:
                    _leaving.Add((run, e.Kind == FeederEventKind.Left ? default : e.DeviceFrame));
                    break;
                case FeederEventKind.Starved when run.At(e.RunFrame) is { } at:
                    _isSoundMissing = true;
                    Publish(new SoundMissing(at.Item.Entry, at.Position));
                    break;
                case FeederEventKind.Resumed when _isSoundMissing && run.At(e.RunFrame) is { } back:
                    _isSoundMissing = false;
                    Publish(new SoundBack(back.Item.Entry, back.Position));
                    break;
            }
        }
        _missing = _missingBefore + told.Clock.Starved.Value;
        _isDithering = told.Clock.IsDithering;
        if (told.Clock.Played.Value > 0) _attempts = 0;
        if (_device is { } device && device.IsExact != told.IsExact) _device = device with { IsExact = told.IsExact };
        // What the feeder has left is still heard for as long as the device's buffer.
        foreach (var (run, at) in _leaving.ToList())
        {
            if (told.Heard < at) continue;
            _leaving.Remove((run, at));
            if (run.IsOver) continue;
            if (at.Value > 0) FollowToEnd(run);
            Over(run);
        }
        if (!Sender.Equals(_output)) return; // the end of the last run was the end of it
        if (_heard.At(told.Heard) is { } place && _runs.TryGetValue(place.Run, out var heard) && heard.At(place.Frame) is { } now && !IsOvertaken(heard))
        {
            Follow(heard, now.Item, now.Position);
            TellTitles(heard, place.Frame, now.Position);
            ShowPlace(told);
        }
        else
        {
            ShowPlace();
        }
        var (clock, feeder) = (told.Clock, told.Feeder);
        Publish(new TransportPulse(_state, _entry, _position, told.Loudest, _missing)
        {
            Health = new(clock.Starvations, clock.Underruns, feeder.Worst, feeder.ThreadTime, feeder.IsRealTime),
        });
        TellBitPerfect();
        GiveWhatIsReady();
    }

    /// <summary>Something else was asked for that is not heard yet: what still sounds says nothing about where the transport is.</summary>
    private bool IsOvertaken(PlayRun heard) => _newest is { Switches: true } newest && newest != heard && !newest.Items.Any(i => i.HasSounded);

    /// <summary>What is heard has come to this; items that were passed since the last look are told as well.</summary>
    private void Follow(PlayRun run, PlayRun.Item item, Seconds position)
    {
        foreach (var passed in run.Items.TakeWhile(i => i != item)) Announce(run, passed, passed.Value.From.Seconds);
        Announce(run, item, item.Value.From.Seconds);
        run.Passed(item);
        (_entry, _position, _heardTo) = (item.Entry, position, position);
    }

    /// <summary>A run was heard to its end.</summary>
    private void FollowToEnd(PlayRun run)
    {
        foreach (var item in run.Items) Announce(run, item, item.Value.From.Seconds);
        if (!IsOvertaken(run) && _sounding is { } last && last.Run == run.Id) _heardTo = last.Item.End ?? _heardTo;
    }

    private void Announce(PlayRun run, PlayRun.Item item, Seconds position)
    {
        if (item.HasSounded || item.Began is null) return;
        TellConversion(item);
        if (run.Continues && item == run.Items[0] && _sounding?.Item.Entry == item.Entry)
        {
            (item.HasSounded, _sounding) = (true, (run.Id, item));
            return;
        }
        if (_sounding is { } ended && (ended.Run != run.Id || ended.Item != item))
            Publish(new EntryEnded(ended.Item.Entry, ended.Run == run.Id ? ended.Item.End ?? _heardTo : _heardTo));
        (item.HasSounded, _sounding) = (true, (run.Id, item));
        (_entry, _position, _heardTo) = (item.Entry, position, position);
        Publish(new EntryBegan(EntryOf(item.Entry), position));
    }

    private void TellBitPerfect()
    {
        if (_device is not { } device || _sounding is not { } sounding || sounding.Item.Began is not { } began) return;
        var reasons = new List<string>();
        if (IsOfBits)
        {
            // Nothing can be done to bits on their way.
            Tell(device.IsExact ? [] : ["the device may change samples itself"]);
            return;
        }
        if (_stageCount > 0) reasons.Add("a chain is in the way");
        if (_volume.Value != 0) reasons.Add($"the volume is {_volume}");
        if (!began.IsExact) reasons.Add(began.Gain != 1 ? "its tags' gain is applied" : "it is resampled, folded or crossfaded");
        if (!device.IsExact) reasons.Add("the device may change samples itself");
        if (DeviceForm.Holds(device.Samples, began.Info.Samples) is { } tooSmall) reasons.Add(tooSmall);
        // Fades, and what a sound before has left: its own steps are not dithered.
        if (reasons.Count == 0 && _isDithering) reasons.Add($"it is dithered to {device.Samples.Name()} at this moment");
        Tell(reasons);

        void Tell(List<string> changing)
        {
            if (_bitPerfectReasons is { } before && before.SequenceEqual(changing)) return;
            _bitPerfectReasons = changing;
            Publish(new BitPerfectChanged(changing.Count == 0, changing));
        }
    }
}
