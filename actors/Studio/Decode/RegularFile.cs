using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Studio.Decode;

/// <summary>Opens files that have an end, and nothing else: a pipe waits for somebody to write to it, a device may never end.</summary>
internal static partial class RegularFile
{
    // Of Linux on every processor that this runs on.
    private const int ReadOnly = 0, DoNotWait = 0x800, NotInherited = 0x80000;
    private const int NotThere = 2;

    /// <exception cref="MediaException">Unsupported: it is a pipe, a socket or a device.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux()) return File.OpenRead(path);
        // Told not to wait, a pipe opens at once, and shows that it cannot be sought.
        var handle = open(path, ReadOnly | DoNotWait | NotInherited);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            var words = Marshal.GetPInvokeErrorMessage(error);
            throw error == NotThere ? new FileNotFoundException(words, path) : error is 13 or 1 ? new UnauthorizedAccessException(words) : new IOException(words);
        }
        var file = new FileStream(handle, FileAccess.Read);
        if (file.CanSeek) return file;
        file.Dispose();
        throw new MediaException(MediaFault.Unsupported, $"{path}: it is no regular file.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
}
