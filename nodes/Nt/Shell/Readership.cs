using System.Runtime.InteropServices;

namespace NTWorkstation.Nt.Shell;

/// <summary>
/// Whether anybody still reads what is written to a descriptor: the other end of a pipe (nt … | head), of a socket, or a terminal. The run-time
/// swallows what is written to nobody, so that only the system can tell.
/// </summary>
internal static partial class Readership
{
    private const short Error = 8, HangUp = 16; // POLLERR, POLLHUP of poll(2)
    private const int Interrupted = 4;          // EINTR

    /// <summary>Cancelled once the reader has gone, also while nothing is written. A file never has such an end.</summary>
    public static CancellationToken Of(int descriptor)
    {
        if (OperatingSystem.IsWindows()) return CancellationToken.None;
        // It lives as long as the process does: the thread sits in the kernel until there is something to tell.
        var gone = new CancellationTokenSource();
        new Thread(() =>
        {
            if (Await(descriptor)) gone.Cancel();
        })
        { IsBackground = true, Name = "reader" }.Start();
        return gone.Token;
    }

    /// <returns>False: it will never be known.</returns>
    private static bool Await(int descriptor)
    {
        // No event is asked for: these two are told all the same.
        var watched = new Watched { Descriptor = descriptor };
        while (Poll(ref watched, 1, -1) < 0)
            if (Marshal.GetLastPInvokeError() != Interrupted) return false;
        return (watched.Told & (Error | HangUp)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Watched watched, nuint count, int milliseconds);

    // struct pollfd.
    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        public int Descriptor;
        public short Asked;
        public short Told;
    }
}
