using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.State;

/// <summary>Gathers what contents share into the tables of a snapshot, each thing once by its value.</summary>
internal sealed class SnapshotTables
{
    private readonly Table<ProcessorInstance, ProcessorInstance> _processors = new();
    private readonly Table<string, IReadOnlyList<int>> _chains = new(), _trackLists = new(), _markerLists = new();
    private readonly Table<SnapshotTrack, SnapshotTrack> _tracks = new();
    private readonly Table<Marker, Marker> _markers = new();
    private readonly Table<SnapshotContent, SnapshotContent> _contents = new();
    // What was met before by reference: looking at its value again would cost most of the time.
    private readonly Dictionary<object, int> _met = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<ProcessorInstance> Processors => _processors.Items;
    public IReadOnlyList<IReadOnlyList<int>> Chains => _chains.Items;
    public IReadOnlyList<SnapshotTrack> Tracks => _tracks.Items;
    public IReadOnlyList<IReadOnlyList<int>> TrackLists => _trackLists.Items;
    public IReadOnlyList<Marker> Markers => _markers.Items;
    public IReadOnlyList<IReadOnlyList<int>> MarkerLists => _markerLists.Items;
    public IReadOnlyList<SnapshotContent> Contents => _contents.Items;

    public int Add(SessionContent content) => Met(content, () =>
    {
        var row = new SnapshotContent(
            content.Name, List(content.Tracks, _trackLists, Add), Chain(content.Master), List(content.Markers, _markerLists, m => _markers.Add(m, m)), content.Loudness);
        return _contents.Add(row, row);
    });

    private int Add(SessionTrack track) => Met(track, () =>
    {
        var row = new SnapshotTrack(track.Id, track.Name, track.Media, Chain(track.Chain));
        return _tracks.Add(row, row);
    });

    private int Chain(IReadOnlyList<ProcessorInstance> chain) => List(chain, _chains, p => Met(p, () => _processors.Add(p, p)));

    private int List<T>(IReadOnlyList<T> list, Table<string, IReadOnlyList<int>> table, Func<T, int> add) => Met(list, () =>
    {
        var places = list.Select(add).ToArray();
        return table.Add(string.Join(',', places), places);
    });

    private int Met(object thing, Func<int> add)
    {
        if (!_met.TryGetValue(thing, out var place)) _met.Add(thing, place = add());
        return place;
    }

    private sealed class Table<TKey, TItem> where TKey : notnull
    {
        private readonly Dictionary<TKey, int> _places = [];
        private readonly List<TItem> _items = [];

        public IReadOnlyList<TItem> Items => _items;

        public int Add(TKey key, TItem item)
        {
            if (_places.TryGetValue(key, out var place)) return place;
            _places.Add(key, _items.Count);
            _items.Add(item);
            return _items.Count - 1;
        }
    }
}
