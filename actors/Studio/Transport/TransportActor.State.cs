using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Studio.Transport;

/// <summary>Asks a transport for what it would need to go on; answered by a <see cref="StateToKeep"/>.</summary>
public sealed record GetStateToKeep;

/// <param name="State">Its revision is 0: whoever keeps it numbers it.</param>
public sealed record StateToKeep(PlayState State, PlayPlace Place);

/// <summary>Puts a transport that has not played yet where another one was; answered by Done or Refused. It plays only when asked to.</summary>
/// <param name="KeepsVolume">The volume that it was made with stays.</param>
/// <param name="KeepsChain">Likewise its chain.</param>
public sealed record RestoreState(PlayState State, PlayPlace Place, bool KeepsVolume, bool KeepsChain);

/// <summary>What is played first begins there, whichever it will be; answered by Done. Of an entry that is not so long it is told as a problem.</summary>
public sealed record StartAt(Seconds Position);

// What outlives a transport.
public sealed partial class TransportActor
{
    private Seconds? _startsAt; // of the entry, where it was restored and did not play yet

    private StateToKeep Keep()
    {
        var place = _entry is { } now ? _queue.PlaceOf(now) : null;
        return new(
            new()
            {
                WrittenBy = PlayState.Version,
                Revision = 0,
                Queue = [.. _queue.Entries.Select(e => StateEntry.Of(e.Item))],
                Loop = _queue.Loop,
                Order = _queue.OrderOfPlaces(),
                StopsAfterCurrent = _stopsAfterCurrent,
                Volume = _volume,
                Chain = _chain.Stages(_stageProblems),
            },
            new(0, place, place is null ? default : _startsAt ?? _position));
    }

    private TransportReply Restore(RestoreState told)
    {
        if (_queue.Entries.Count > 0 || _state != TransportState.Stopped) return new Refused("Something else is in the queue already.");
        try
        {
            _queue.Insert(told.State.Queue.Select(e => e.ToItem()), null, null);
        }
        catch (FormatException problem)
        {
            return new Refused(problem.Message);
        }
        _queue.Loop = told.State.Loop;
        if (told.State.Order is { } order) _queue.ShuffleAs(order);
        _stopsAfterCurrent = told.State.StopsAfterCurrent;
        if (!told.KeepsVolume && !_settings.IsBitPerfect && told.State.Volume.Value is >= LeastVolume and <= MostVolume)
        {
            _volume = told.State.Volume;
            VolumeMayHinderBits();
            Publish(new VolumeChanged(_volume));
        }
        if (!told.KeepsChain && !_settings.IsBitPerfect)
        {
            _chain = PlayChain.Of(told.State.Chain);
            ChainMayHinderBits();
        }
        if (told.Place.Entry is { } place && place >= 0 && place < _queue.Entries.Count) (_entry, _startsAt) = (_queue.Entries[place].Id, told.Place.Position);
        QueueHasChanged();
        ModesHaveChanged();
        return new Done();
    }
}
