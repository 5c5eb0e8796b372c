using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>
/// What a transport tells, as facts of a session: a stretch of an entry is one fact, told when it ends, however many pulses it had. For one
/// thread at a time.
/// </summary>
internal sealed class PlayFacts
{
    private readonly Dictionary<EntryId, QueueEntry> _known = [];
    private (EntryId Entry, Seconds From)? _stretch;
    private Seconds _seen;
    private Decibels _volume;

    /// <summary>The player as it begins.</summary>
    public PlayBegan Begin(string device, TransportStatus status)
    {
        _volume = status.Volume;
        Know(status.Queue);
        return new(device, status.Queue.Count, status.Volume, Stages(status.Chain));
    }

    /// <summary>What an event comes to: mostly nothing.</summary>
    public IEnumerable<PlayFact> Of(TransportEvent e)
    {
        switch (e)
        {
            case QueueChanged changed:
                Know(changed.Entries);
                break;
            case EntryBegan began:
                _known[began.Entry.Id] = began.Entry;
                (_stretch, _seen) = ((began.Entry.Id, began.Position), began.Position);
                break;
            case Sought sought when _stretch is { } now && now.Entry == sought.Entry:
                var left = Stretch(sought.Left);
                (_stretch, _seen) = ((sought.Entry, sought.Position), sought.Position);
                return left;
            case EntryEnded ended when _stretch is { } now && now.Entry == ended.Entry:
                var heard = Stretch(ended.Position);
                _stretch = null;
                return heard;
            case EntrySkipped skipped:
                return [new PlaySkipped(AddressOf(skipped.Entry), skipped.Problem)];
            case EntryDamaged damaged:
                return [new PlayDamaged(AddressOf(damaged.Entry), damaged.Packets)];
            case VolumeChanged changed when changed.Volume != _volume:
                _volume = changed.Volume;
                return [new PlayVolumeSet(changed.Volume)];
            case ChainEdited edited:
                return [new PlayChainEdited(Word(edited.Edit), edited.Stage, Stages(edited.Chain))];
            case OutputOpened { Output: var o }:
                return [new PlayOutputOpened(o.Device, o.Rate, o.Channels, o.Format)];
            case OutputLost lost:
                return [new PlayOutputLost(lost.Device, lost.Problem, IsFinal: lost.MovesTo is not null)];
            case OutputFailed failed:
                return [new PlayOutputLost(failed.Device, failed.Problem, IsFinal: true)];
        }
        return [];
    }

    /// <summary>Where the player is: only the end of one that is ended within an entry needs it.</summary>
    public void Pulse(TransportPulse pulse)
    {
        if (_stretch is { } now && pulse.Entry == now.Entry) _seen = pulse.Position;
    }

    /// <summary>The player ends: what was under way ended where it was seen last.</summary>
    public IEnumerable<PlayFact> End()
    {
        var heard = Stretch(_seen);
        _stretch = null;
        return heard;
    }

    /// <summary>Facts as they are kept: of a volume that is drawn, or a stage that is turned, where it was left.</summary>
    public static IReadOnlyList<PlayFact> Gathered(IReadOnlyList<PlayFact> facts) =>
        [.. facts.Where((fact, i) => i + 1 == facts.Count || !IsGoneOnWith(fact, facts[i + 1]))];

    private static bool IsGoneOnWith(PlayFact fact, PlayFact next) => (fact, next) switch
    {
        (PlayVolumeSet, PlayVolumeSet) => true,
        (PlayChainEdited { Edit: PlayEdit.Set } a, PlayChainEdited { Edit: PlayEdit.Set } b) => a.Stage == b.Stage,
        _ => false,
    };

    private EntryPlayed[] Stretch(Seconds? to) =>
        _stretch is { } now && to is { } end && end.Value > now.From.Value
            ? [new(AddressOf(now.Entry), now.From, end, _known.GetValueOrDefault(now.Entry)?.Title is { Length: > 0 } title ? title : null)]
            : [];

    private void Know(IReadOnlyList<QueueEntry> entries)
    {
        foreach (var entry in entries) _known[entry.Id] = entry;
    }

    // Entries are told before anything happens to them.
    private string AddressOf(EntryId entry) => _known.TryGetValue(entry, out var known) ? known.Address : FormattableString.Invariant($"entry {entry}");

    private static PlayStage[] Stages(IReadOnlyList<ChainStage> chain) => [.. chain.Select(s => new PlayStage(s.Processor, s.IsBypassed))];

    private static PlayEdit Word(ChainEdit edit) => edit switch
    {
        ChainEdit.Loaded => PlayEdit.Loaded,
        ChainEdit.Inserted => PlayEdit.Inserted,
        ChainEdit.Removed => PlayEdit.Removed,
        ChainEdit.Moved => PlayEdit.Moved,
        ChainEdit.Bypassed => PlayEdit.Bypassed,
        ChainEdit.Unbypassed => PlayEdit.Unbypassed,
        ChainEdit.Set => PlayEdit.Set,
        _ => throw new ArgumentOutOfRangeException(nameof(edit)),
    };
}
