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

    internal bool IsKnown(OwnerEpoch owner, long highest) =>
        _byId.TryGetValue(owner.PersistenceId, out var known) && known == (owner.Epoch, highest);

    internal void Learn(OwnerEpoch owner, long highest)
    {
        if (_byId.Count >= Maximum) _byId.Clear();
        _byId[owner.PersistenceId] = (owner.Epoch, highest);
    }

    internal void Forget(OwnerEpoch owner) => _byId.Remove(owner.PersistenceId);
}
