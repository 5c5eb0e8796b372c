using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Tests.Memory;

/// <summary>
/// What a test does to a store's calls: each is awaited, and what it throws is the call's answer. "Before" stands before the effect,
/// "After" between the effect and the answer. Null lets calls pass.
/// </summary>
internal sealed class Interference
{
    public Func<string, Task>? BeforeTake { get; set; }

    public Func<string, Task>? BeforeReadHighest { get; set; }

    public Func<IReadOnlyList<NewEntry>, Task>? BeforeAppend { get; set; }

    public Func<IReadOnlyList<NewEntry>, Task>? AfterAppend { get; set; }

    /// <summary>Before each event that is replayed.</summary>
    public Func<JournalEntry, Task>? BeforeReplay { get; set; }

    public Func<NewSnapshot, Task>? BeforeSave { get; set; }

    public Func<SnapshotCriteria, Task>? BeforeLoad { get; set; }

    public Func<Task>? BeforeDelete { get; set; }
}
