using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode.Run;

namespace NTWorkstation.Studio.Transport;

/// <summary>What the transport knows of a run.</summary>
internal sealed class PlayRun(long id, bool fadesIn, bool switches, bool continues)
{
    private readonly List<Item> _items = [];

    public long Id { get; } = id;

    /// <summary>It begins in the middle of an entry, unless that one could not be played and another came first.</summary>
    public bool FadesIn => fadesIn && _items.Find(i => i.Began is not null) is not { Value.From.IsZero: true };

    /// <summary>It takes the place of what plays, rather than following it.</summary>
    public bool Switches { get; set; } = switches;

    /// <summary>Its first item is the entry that sounds, at another place: it does not begin anew.</summary>
    public bool Continues { get; } = continues;

    public IActorRef Source { get; set; } = ActorRefs.Nobody;

    /// <summary>By which its items get their shape.</summary>
    public FormatChoice Choice { get; set; } = null!;

    public RunShape? Shape { get; set; }

    public IStreamSink? Sink { get; set; }

    /// <summary>It holds enough to be taken.</summary>
    public bool IsReady { get; set; }

    /// <summary>The feeder has it.</summary>
    public bool IsGiven { get; set; }

    /// <summary>The feeder no longer uses it.</summary>
    public bool IsOver { get; set; }

    public RunEvent.Ended? End { get; set; }

    /// <summary>Titles of live sources, and the frame of the run from which on they are heard.</summary>
    public Queue<(FrameCount Frame, Item Item, string Title)> Titles { get; } = [];

    /// <summary>Set once its thread no longer touches the sink.</summary>
    public TaskCompletionSource WriterEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives the sink back, when its thread has left it. Who reads it holds it for itself.</summary>
    public void Release()
    {
        if (Sink is { } sink) _ = WriterEnded.Task.ContinueWith(_ => sink.Dispose(), TaskScheduler.Default);
        Sink = null;
    }

    public IReadOnlyList<Item> Items => _items;

    /// <summary>An entry as it stands in a run.</summary>
    internal sealed class Item(RunItem item, EntryId entry)
    {
        public RunItem Value { get; } = item;
        public EntryId Entry { get; } = entry;
        public RunEvent.ItemBegan? Began { get; set; }
        /// <summary>Of DSD that is played as PCM: why. Else null.</summary>
        public string? WhyPcm { get; set; }
        public bool HasFailed { get; set; }
        /// <summary>Where in the entry its sound ends in this run; null while that is not known.</summary>
        public Seconds? End { get; set; }
        /// <summary>It was told to have begun.</summary>
        public bool HasSounded { get; set; }
    }

    public Item Add(RunItem item, EntryId entry)
    {
        var added = new Item(item, entry);
        _items.Add(added);
        return added;
    }

    /// <summary>Items that have not begun are forgotten, but for the first of them where it may stay.</summary>
    /// <param name="mayStay">Of the item before, null for the first of a run, and itself.</param>
    public void DropWaiting(Func<Item?, Item, bool> mayStay)
    {
        var at = _items.FindIndex(i => i.Began is null && !i.HasFailed);
        if (at < 0) return;
        var kept = mayStay(at > 0 ? _items[at - 1] : null, _items[at]) ? at + 1 : at;
        _items.RemoveRange(kept, _items.Count - kept);
    }

    /// <summary>Items that were heard before this one are forgotten: a loop has no end of them.</summary>
    public void Passed(Item item)
    {
        if (_items.IndexOf(item) is > 0 and var before) _items.RemoveRange(0, before);
    }

    public Item? Find(long itemId) => _items.Find(i => i.Value.Id == itemId);

    /// <summary>What a frame of the run shows, and where in its entry that is; null before the first item.</summary>
    public (Item Item, Seconds Position)? At(FrameCount frame)
    {
        Item? found = null;
        foreach (var item in _items)
            if (item.Began is { } began && began.Mark.RunFrame <= frame) found = item;
        return found?.Began is { } b ? (found, b.Mark.ItemFrame(frame).At(b.Mark.ItemRate)) : null;
    }
}
