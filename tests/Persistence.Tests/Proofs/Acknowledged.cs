using System.Globalization;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Proofs;

/// <summary>What writers said was acknowledged, and whether a journal holds it.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<string, long> _highest = [];

    internal int Count { get; private set; }

    /// <summary>Takes a line of a writer; answers whether it was an acknowledgement. Each must be above those before it.</summary>
    internal bool Take(string line)
    {
        var parts = line.Split(' ');
        if (parts is not ["a", var id, var text]) return false;
        var number = long.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(number > _highest.GetValueOrDefault(id), $"{id} {number} was acknowledged twice");
        _highest[id] = number;
        Count++;
        return true;
    }

    /// <summary>How many acknowledged events the journal does not hold.</summary>
    internal async Task<long> LostAsync(IPersistenceStore store)
    {
        long lost = 0;
        foreach (var (id, number) in _highest) lost += Math.Max(0, number - await store.Journal.ReadHighestSequenceNrAsync(id));
        return lost;
    }

    /// <summary>
    /// None lost, none doubled, dense, each with its own content; and of what was under way when a writer was killed, at most one event of
    /// each more. Ownership is taken first, so that nothing of the killed process can still come.
    /// </summary>
    internal async Task VerifyAsync(IPersistenceStore store)
    {
        foreach (var (id, number) in _highest)
        {
            await store.OwnAsync(id, "verification");
            long last = 0;
            await foreach (var entry in store.Journal.ReplayAsync(id))
            {
                Assert.Equal(++last, entry.SequenceNr);
                Assert.Equal($"{id} {last}", entry.Text());
            }
            Assert.InRange(last, number, number + 1);
        }
    }
}
