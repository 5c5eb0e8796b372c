using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Decode.Run;

namespace NTWorkstation.Studio.Transport;

// What is known of the entries: what their sources say, and how they are shown.
public sealed partial class TransportActor
{
    private readonly Dictionary<EntryId, QueueEntry> _known = [];

    private void Hear(PlayRun run, PlayRun.Item item, RunEvent.SourceTold told)
    {
        switch (told.News)
        {
            case SourceNews.TitleChanged e:
                run.Titles.Enqueue((told.RunFrame, item, e.Title)); // told when it is heard
                break;
            case SourceNews.Interrupted e:
                Publish(new SourceInterrupted(item.Entry, e.Problem, e.RetryIn));
                break;
            case SourceNews.Resumed e:
                Publish(new SourceResumed(item.Entry, e.IsWhole));
                break;
            case SourceNews.Skipped e:
                Publish(new SourceSkipped(item.Entry, e.Dropped.At(told.Rate)));
                break;
        }
    }

    private void TellTitles(PlayRun run, FrameCount heard, Seconds position)
    {
        while (run.Titles.TryPeek(out var next) && next.Frame <= heard)
        {
            run.Titles.Dequeue();
            if (next.Item.Began is null) continue;
            _known[next.Item.Entry] = EntryOf(next.Item.Entry) with { Title = next.Title };
            Publish(new StreamTitleChanged(next.Item.Entry, next.Title, position));
            Publish(new QueueChanged(Entries()));
        }
    }

    private void Know(EntryId entry, RunEvent.ItemBegan began)
    {
        var before = EntryOf(entry);
        var known = before with
        {
            Title = _queue[entry]?.Item.Title ?? began.Title,
            Artist = before.Artist ?? began.Info.Tags["artist"],
            Album = before.Album ?? began.Info.Tags["album"],
            Duration = began.Length is { } length ? length.At(began.Mark.ItemRate) : before.Duration,
        };
        if (known == before) return;
        _known[entry] = known;
        Publish(new QueueChanged(Entries()));
    }

    private Seconds? DurationOf(EntryId entry) => EntryOf(entry).Duration;

    private QueueEntry EntryOf(EntryId id)
    {
        if (_known.TryGetValue(id, out var known)) return known;
        var item = _queue[id]?.Item;
        return item is null
            ? new(id, "", "")
            : new(id, item.Address.ToString(), item.Title ?? (item.Address.IsFile ? Path.GetFileNameWithoutExtension(item.Address.Rest) : item.Address.ToString()), item.Artist, item.Album, item.StatedLength);
    }

    private List<QueueEntry> Entries() => [.. _queue.Entries.Select(e => EntryOf(e.Id))];
}
