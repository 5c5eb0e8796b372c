using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NTWorkstation.Client.View;

/// <summary>A view's file, mapped read-only: nothing done here can reach the player. One thread at a time.</summary>
internal sealed unsafe class ViewMap : IDisposable
{
    private const int MostSections = 64;
    private const ulong MostSlotBytes = 16 * 1024 * 1024;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _accessor;
    private readonly byte* _memory;
    private readonly Dictionary<uint, Section> _sections = [];

    private ViewMap(MemoryMappedFile file, MemoryMappedViewAccessor accessor)
    {
        (_file, _accessor) = (file, accessor);
        accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref _memory);
    }

    /// <returns>Null where there is none, or it is not ready yet.</returns>
    /// <exception cref="ViewException">It is no view, of another version, or not its user's alone.</exception>
    public static ViewMap? TryOpen(string path)
    {
        FileStream stream;
        try
        {
            // Without a lock, which would be the player's.
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ViewException($"{path} cannot be read: {refused.Message}", refused);
        }
        using (stream)
        {
            // Whoever else could write it could also cut it off under our feet.
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(stream.SafeFileHandle) != (UnixFileMode.UserRead | UnixFileMode.UserWrite))
                throw new ViewException($"{path} is open to other users: it was not made by a player.");
            var bytes = stream.Length;
            if (bytes < sizeof(ViewLayout.Header)) return null;
            var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            ViewMap map;
            try
            {
                map = new ViewMap(file, file.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read));
            }
            catch
            {
                file.Dispose();
                throw;
            }
            try
            {
                if (map.Find((ulong)bytes, path)) return map;
            }
            catch
            {
                map.Dispose();
                throw;
            }
            map.Dispose();
            return null;
        }
    }

    public bool HasEnded => Volatile.Read(ref At<ViewLayout.Header>(0).State) == ViewLayout.Ended;

    /// <summary>Since the system's monotonic clock began.</summary>
    public TimeSpan Alive => TimeSpan.FromTicks(Volatile.Read(ref At<ViewLayout.Header>(0).AliveNs) / 100);

    public int Process => (int)At<ViewLayout.Header>(0).Process;

    /// <summary>The number of a section's newest frame; 0: there is none.</summary>
    public ulong Latest(uint kind) => _sections.TryGetValue(kind, out var s) ? Volatile.Read(ref At<ViewLayout.Section>(s.Entry).Latest) : 0;

    /// <summary>Frames that a section keeps.</summary>
    public int Slots(uint kind) => _sections.TryGetValue(kind, out var s) ? (int)s.Slots : 0;

    /// <summary>Copies frame n, or what fits of it.</summary>
    /// <param name="copied">Of the slot.</param>
    /// <returns>False: it is not there, or was written over meanwhile.</returns>
    public bool TryCopy(uint kind, ulong n, Span<ulong> to, out int copied)
    {
        copied = 0;
        if (n == 0 || !_sections.TryGetValue(kind, out var section)) return false;
        var slot = (ulong*)(_memory + section.Offset + n % section.Slots * section.SlotBytes);
        if (Volatile.Read(ref *slot) != 2 * n) return false;
        copied = (int)Math.Min((ulong)to.Length, section.SlotBytes / sizeof(ulong));
        new ReadOnlySpan<ulong>(slot, copied).CopyTo(to);
        Volatile.ReadBarrier();
        return Volatile.Read(ref *slot) == 2 * n;
    }

    public void Dispose()
    {
        _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
        _accessor.Dispose();
        _file.Dispose();
    }

    // As it was looked at.
    private readonly record struct Section(nint Entry, ulong Offset, uint Slots, ulong SlotBytes);

    private ref T At<T>(nint offset) where T : unmanaged => ref Unsafe.AsRef<T>(_memory + offset);

    // Every number of the file is looked at before it is used as a place in it.
    private bool Find(ulong bytes, string path)
    {
        ref var header = ref At<ViewLayout.Header>(0);
        if (Volatile.Read(ref header.Magic) is var magic && magic != ViewLayout.Magic)
            return magic == 0 ? false : throw new ViewException($"{path} is no view of a player.");
        if (header.Version != ViewLayout.Version)
            throw new ViewException($"{path} is of a player of another version ({header.Version}, this one reads {ViewLayout.Version}).");
        var table = (ulong)header.HeaderBytes;
        var (count, stride) = (header.SectionCount, (ulong)header.SectionBytes);
        if (header.FileBytes > bytes || count > MostSections || stride < (ulong)sizeof(ViewLayout.Section) || stride % 8 != 0 || table % 8 != 0 || table > bytes || table + count * stride > bytes)
            throw new ViewException($"{path} is damaged.");
        for (var k = 0u; k < count; k++)
        {
            var at = (nint)(table + k * stride);
            ref var section = ref At<ViewLayout.Section>(at);
            if (section.Slots == 0 || section.SlotBytes is < 64 or > MostSlotBytes || section.SlotBytes % 8 != 0 || section.Offset % 8 != 0
                || section.Offset > bytes || section.Slots * section.SlotBytes > bytes - section.Offset)
                throw new ViewException($"{path} is damaged.");
            _sections.TryAdd(section.Kind, new(at, section.Offset, section.Slots, section.SlotBytes));
        }
        return true;
    }
}

/// <summary>What is there is no view that can be read.</summary>
public sealed class ViewException(string message, Exception? inner = null) : Exception(message, inner);
