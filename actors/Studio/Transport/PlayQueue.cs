using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Studio.Transport;

/// <summary>
/// What is to be played, in what order. Pure: it knows nothing of sound. Entries keep the order they were given in; while they are shuffled they are
/// played in another one, which stays the same until shuffling is switched on anew.
/// </summary>
public sealed class PlayQueue
{
    private readonly List<Entry> _entries = [];
    private readonly List<EntryId> _shuffled = [];
    private readonly Random _random;
    private long _last;

    /// <param name="seed">Of the shuffling.</param>
    public PlayQueue(int seed) => _random = new Random(seed);

    public sealed record Entry(EntryId Id, PlayItem Item);

    public IReadOnlyList<Entry> Entries => _entries;

    public LoopMode Loop { get; set; }

    public bool IsShuffled { get; private set; }

    public Entry? this[EntryId id] => _entries.Find(e => e.Id == id);

    /// <summary>The entry that comes first.</summary>
    public EntryId? First => Order.Count == 0 ? null : Order[0];

    /// <param name="before">Null, or not there: at the end.</param>
    /// <returns>The new entries' ids, in order.</returns>
    public IReadOnlyList<EntryId> Insert(IEnumerable<PlayItem> items, EntryId? before, EntryId? playing)
    {
        var added = items.Select(item => new Entry(new(++_last), item)).ToList();
        var place = before is { } id ? _entries.FindIndex(e => e.Id == id) : -1;
        _entries.InsertRange(place < 0 ? _entries.Count : place, added);
        if (!IsShuffled) return added.ConvertAll(e => e.Id);
        // Somewhere among those that are still to come.
        var from = playing is { } now ? _shuffled.IndexOf(now) + 1 : 0;
        foreach (var entry in added) _shuffled.Insert(_random.Next(from, _shuffled.Count + 1), entry.Id);
        return added.ConvertAll(e => e.Id);
    }

    /// <returns>Those that were there.</returns>
    public IReadOnlyList<EntryId> Remove(IReadOnlyCollection<EntryId> ids)
    {
        var gone = _entries.Where(e => ids.Contains(e.Id)).Select(e => e.Id).ToHashSet();
        _entries.RemoveAll(e => gone.Contains(e.Id));
        _shuffled.RemoveAll(gone.Contains);
        return [.. gone];
    }

    /// <returns>False: one of the two is not there.</returns>
    public bool Move(EntryId id, EntryId? before)
    {
        var from = _entries.FindIndex(e => e.Id == id);
        if (from < 0 || (before is { } b && !_entries.Exists(e => e.Id == b))) return false;
        if (before == id) return true;
        var entry = _entries[from];
        _entries.RemoveAt(from);
        _entries.Insert(before is { } target ? _entries.FindIndex(e => e.Id == target) : _entries.Count, entry);
        return true;
    }

    /// <param name="playing">Stays the first of the new order.</param>
    public void Shuffle(bool isOn, EntryId? playing)
    {
        IsShuffled = isOn;
        _shuffled.Clear();
        if (!isOn) return;
        _shuffled.AddRange(_entries.Select(e => e.Id).Where(id => id != playing));
        for (var k = _shuffled.Count - 1; k > 0; k--)
        {
            var other = _random.Next(k + 1);
            (_shuffled[k], _shuffled[other]) = (_shuffled[other], _shuffled[k]);
        }
        if (playing is { } now && this[now] is not null) _shuffled.Insert(0, now);
    }

    /// <summary>The place of an entry among those that were given, from 0; null where it is not there.</summary>
    public int? PlaceOf(EntryId id) => _entries.FindIndex(e => e.Id == id) is >= 0 and var place ? place : null;

    /// <summary>The shuffled order as places of entries; null where it is not shuffled.</summary>
    public IReadOnlyList<int>? OrderOfPlaces()
    {
        if (!IsShuffled) return null;
        var places = _entries.Index().ToDictionary(e => e.Item.Id, e => e.Index);
        return _shuffled.ConvertAll(id => places[id]);
    }

    /// <param name="order">Each place once.</param>
    public void ShuffleAs(IReadOnlyList<int> order)
    {
        IsShuffled = true;
        _shuffled.Clear();
        _shuffled.AddRange(order.Select(place => _entries[place].Id));
    }

    /// <summary>What follows when an entry has ended by itself; null: nothing.</summary>
    public EntryId? After(EntryId id) => Loop == LoopMode.Entry && this[id] is not null ? id : Neighbour(id, 1);

    /// <summary>What follows when somebody asks for the next one.</summary>
    public EntryId? Next(EntryId id) => Neighbour(id, 1);

    public EntryId? Previous(EntryId id) => Neighbour(id, -1);

    private EntryId? Neighbour(EntryId id, int step)
    {
        var order = Order;
        var at = order.IndexOf(id);
        if (at < 0) return null;
        var next = at + step;
        if (next >= 0 && next < order.Count) return order[next];
        return Loop == LoopMode.Queue ? order[(next + order.Count) % order.Count] : null;
    }

    private List<EntryId> Order => IsShuffled ? _shuffled : _entries.ConvertAll(e => e.Id);
}
