using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// The writes that share a transaction, by owner: those of one owner follow each other without a gap, so that the first number tells
/// whether all of them fit.
/// </summary>
internal sealed class AppendGroup
{
    private const long MaximumBytes = 16 << 20;

    private readonly Dictionary<OwnerEpoch, List<PostgresAppend>> _byOwner = [];
    private long _bytes;

    internal List<(OwnerEpoch Owner, List<PostgresAppend> Appends)> Owners { get; } = [];

    /// <summary>How many writes there are.</summary>
    internal int Count { get; private set; }

    /// <summary>How many events the writes hold.</summary>
    internal int Events { get; private set; }

    internal bool IsFull(int maximum) => Count >= maximum || _bytes >= MaximumBytes;

    /// <summary>False where it does not follow its owner's last write in this group: it is for the next one.</summary>
    internal bool TryAdd(PostgresAppend append)
    {
        if (!_byOwner.TryGetValue(append.Owner, out var appends))
        {
            appends = [];
            _byOwner.Add(append.Owner, appends);
            Owners.Add((append.Owner, appends));
        }
        else if (appends[^1].Last + 1 != append.First) return false;
        appends.Add(append);
        Count++;
        Events += append.Entries.Count;
        _bytes += append.Bytes;
        return true;
    }

    internal IEnumerable<PostgresAppend> All => Owners.SelectMany(o => o.Appends);

    internal static AppendGroup Of(PostgresAppend append)
    {
        var group = new AppendGroup();
        group.TryAdd(append);
        return group;
    }
}
