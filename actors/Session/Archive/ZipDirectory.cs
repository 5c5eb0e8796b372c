using System.Buffers.Binary;

namespace NTWorkstation.Session.Archive;

/// <summary>
/// The size of a ZIP file's directory, looked at before anything is made of it: the framework holds an object for each of its entries, of
/// which a hostile file may name millions (APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16).
/// </summary>
internal static class ZipDirectory
{
    public const long MostBytes = 4 * 1024 * 1024;
    private const int EndBytes = 22, LocatorBytes = 20, End64Bytes = 56, MostComment = 65535;
    private const uint EndSignature = 0x06054b50, LocatorSignature = 0x07064b50, End64Signature = 0x06064b50;

    /// <exception cref="InvalidDataException">It is not a ZIP file, or its directory is over the bound.</exception>
    public static void RequireBounded(Stream file)
    {
        var tail = new byte[Math.Min(file.Length, MostComment + EndBytes + LocatorBytes)];
        var start = file.Length - tail.Length;
        Read(file, start, tail);
        var end = tail.Length - EndBytes;
        while (end >= 0 && U32(tail, end) != EndSignature) end--;
        if (end < 0) throw new InvalidDataException("it is not an archive of a session, or its end is missing");
        // Where a longer form stands beside it, a reader may go by either.
        if (U32(tail, end + 16) is not uint.MaxValue and var offset) Require(file, offset);
        if (end < LocatorBytes || U32(tail, end - LocatorBytes) != LocatorSignature) return;
        var at = BinaryPrimitives.ReadUInt64LittleEndian(tail.AsSpan(end - LocatorBytes + 8));
        var end64 = new byte[End64Bytes];
        if (at > (ulong)(file.Length - End64Bytes)) throw new InvalidDataException("its directory lies outside of it");
        Read(file, (long)at, end64);
        if (U32(end64, 0) != End64Signature) throw new InvalidDataException("its directory is damaged");
        Require(file, BinaryPrimitives.ReadUInt64LittleEndian(end64.AsSpan(48)));
    }

    private static void Require(Stream file, ulong offset)
    {
        if (offset > (ulong)file.Length) throw new InvalidDataException("its directory lies outside of it");
        if (file.Length - (long)offset > MostBytes + MostComment) throw new InvalidDataException(FormattableString.Invariant($"its directory has more than {MostBytes} bytes"));
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static void Read(Stream file, long at, byte[] bytes)
    {
        file.Position = at;
        file.ReadExactly(bytes);
    }
}
