using System.Text;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Tests.Engines;

/// <summary>Events to write and ways to read them.</summary>
internal static class Events
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    internal static NewEntry Event(long sequenceNr, string? text = null, params string[] tags) =>
        new(sequenceNr, Noon.AddTicks(sequenceNr), Encoding.UTF8.GetBytes(text ?? $"event {sequenceNr}"), 7, "test.v1") { Tags = tags };

    internal static Task AppendAsync(this IPersistenceStore store, OwnerEpoch owner, params NewEntry[] entries) => store.Journal.AppendAsync(owner, entries);

    internal static async Task<OwnerEpoch> OwnAsync(this IPersistenceStore store, string persistenceId, string owner = "test") =>
        await store.Journal.TakeOwnershipAsync(persistenceId, owner);

    /// <summary>Owns the id and writes events 1 to <paramref name="count"/>, each alone.</summary>
    internal static async Task<OwnerEpoch> WriteAsync(this IPersistenceStore store, string persistenceId, int count, params string[] tags)
    {
        var owner = await store.OwnAsync(persistenceId);
        for (var i = 1; i <= count; i++) await store.AppendAsync(owner, Event(i, null, tags));
        return owner;
    }

    internal static async Task<List<T>> ListAsync<T>(this IAsyncEnumerable<T> source)
    {
        var list = new List<T>();
        await foreach (var item in source) list.Add(item);
        return list;
    }

    internal static async Task<List<long>> NumbersAsync(this IAsyncEnumerable<JournalEntry> source)
    {
        var list = new List<long>();
        await foreach (var entry in source) list.Add(entry.SequenceNr);
        return list;
    }

    internal static string Text(this JournalEntry entry) => Encoding.UTF8.GetString(entry.Payload.Span);
}
