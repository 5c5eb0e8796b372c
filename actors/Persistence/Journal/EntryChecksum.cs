using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// CRC-32C (Castagnoli) of a row: what it holds and where it stands. Databases do not find a flipped bit in a payload by themselves
/// (SQLite never, PostgreSQL only with data checksums).
/// </summary>
internal static class EntryChecksum
{
    internal static uint Of(OwnerEpoch owner, NewEntry entry) =>
        Of(owner.PersistenceId, entry.SequenceNr, entry.Timestamp.UtcTicks, entry.SerializerId, entry.Manifest, owner.Epoch, entry.Payload.Span);

    internal static uint Of(string persistenceId, long sequenceNr, long ticks, int serializerId, string manifest, long epoch, ReadOnlySpan<byte> payload)
    {
        var crc = ~0u;
        crc = Add(crc, MemoryMarshal.AsBytes(persistenceId.AsSpan()));
        crc = BitOperations.Crc32C(crc, (ulong)sequenceNr);
        crc = BitOperations.Crc32C(crc, (ulong)ticks);
        crc = BitOperations.Crc32C(crc, (uint)serializerId);
        crc = BitOperations.Crc32C(crc, (ulong)epoch);
        crc = Add(crc, MemoryMarshal.AsBytes(manifest.AsSpan()));
        return ~Add(crc, payload);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        // The length keeps "ab" + "c" apart from "a" + "bc".
        crc = BitOperations.Crc32C(crc, (uint)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
