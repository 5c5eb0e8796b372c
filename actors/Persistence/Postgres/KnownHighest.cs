using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>
/// The highest sequence numbers that this process wrote, by owner. Under the newest epoch nobody else writes, and the epoch is checked with
/// every write, so that they hold for as long as their owner does.
/// </summary>
internal sealed class KnownHighest
{
    private const int Maximum = 100_000;

    private readonly Dictionary<string, (long Epoch, long Highest)> _byId = new(StringComparer.Ordinal);

    /// <summary>Whether every owner of the group goes on right behind its highest number.</summary>
    internal bool AreKnown(AppendGroup group)
    {
        foreach (var (owner, appends) in group.Owners)
            if (!_byId.TryGetValue(owner.PersistenceId, out var known) || known != (owner.Epoch, appends[0].First - 1)) return false;
        return true;
    }

    internal void Learn(OwnerEpoch owner, long highest)
    {
        if (_byId.Count >= Maximum) _byId.Clear();
        _byId[owner.PersistenceId] = (owner.Epoch, highest);
    }

    internal void Forget(OwnerEpoch owner) => _byId.Remove(owner.PersistenceId);
}
