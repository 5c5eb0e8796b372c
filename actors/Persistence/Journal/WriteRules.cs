using System.Text;

namespace NTWorkstation.Persistence.Journal;

/// <summary>What can be refused before the database is asked, alike for every database.</summary>
internal static class WriteRules
{
    internal static void CheckPersistenceId(string persistenceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(persistenceId);
        if (TextFault(persistenceId, NewEntry.MaximumTextLength) is { } fault)
            throw new ArgumentException($"A persistence id {fault}.", nameof(persistenceId));
    }

    internal static void Check(OwnerEpoch owner, IReadOnlyList<NewEntry> atomicWrite)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(atomicWrite);
        if (atomicWrite.Count == 0) throw new ArgumentException("An atomic write has at least one event.", nameof(atomicWrite));
        var first = atomicWrite[0].SequenceNr;
        for (var i = 0; i < atomicWrite.Count; i++)
        {
            if (Fault(atomicWrite[i], first + i) is { } fault) throw new JournalRejectedException(owner.PersistenceId, atomicWrite[i].SequenceNr, fault);
        }
    }

    internal static void Check(OwnerEpoch owner, long sequenceNr, string manifest, ReadOnlyMemory<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if ((PayloadFault(payload) ?? ManifestFault(manifest)) is { } fault) throw new JournalRejectedException(owner.PersistenceId, sequenceNr, fault);
    }

    /// <summary>What is said of a write that would leave a gap or come twice.</summary>
    internal static JournalRejectedException OutOfSequence(OwnerEpoch owner, long first, long highest) =>
        new(owner.PersistenceId, first, $"the next sequence number is {highest + 1}. Recover, then write again.");

    private static string? Fault(NewEntry entry, long expected)
    {
        if (entry.SequenceNr != expected || expected < 1) return $"sequence numbers of one write are consecutive and begin at 1 or above; {expected} was expected.";
        if (PayloadFault(entry.Payload) is { } payload) return payload;
        if (ManifestFault(entry.Manifest) is { } manifest) return manifest;
        for (var i = 0; i < entry.Tags.Count; i++)
        {
            var tag = entry.Tags[i];
            if (string.IsNullOrEmpty(tag)) return "a tag is empty.";
            if (tag.Contains(TagColumn.Separator)) return $"the tag '{tag}' holds a '{TagColumn.Separator}'.";
            if (TextFault(tag, NewEntry.MaximumTagLength) is { } text) return $"a tag {text}.";
            for (var other = 0; other < i; other++)
                if (entry.Tags[other] == tag) return $"the tag '{tag}' is given twice.";
        }
        return null;
    }

    private static string? PayloadFault(ReadOnlyMemory<byte> payload) =>
        payload.Length > NewEntry.MaximumBytes
            ? $"its payload has {payload.Length} bytes, {NewEntry.MaximumBytes} are allowed. Store media as an object and name it by its hash."
            : null;

    private static string? ManifestFault(string manifest) =>
        TextFault(manifest, NewEntry.MaximumTextLength) is { } text ? $"its manifest {text}." : null;

    private static string? TextFault(string text, int maximum)
    {
        if (text.Length > maximum) return $"has {text.Length} characters, {maximum} are allowed";
        if (text.Contains('\0')) return "holds the character 0, which no database's text can";
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (char.IsAscii(rest[0]))
            {
                rest = rest[1..];
                continue;
            }
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done) return "is not valid Unicode (half a surrogate pair)";
            rest = rest[used..];
        }
        return null;
    }
}
