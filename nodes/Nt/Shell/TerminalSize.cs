using System.Runtime.InteropServices;

namespace NTWorkstation.Nt.Shell;

/// <summary>
/// Asks the system how wide a terminal is. Console.WindowWidth would set the terminal up for reading keys and leave its cursor keys in
/// another mode.
/// </summary>
internal static partial class TerminalSize
{
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>Columns of the terminal behind a file descriptor; null where there is none or it does not say.</summary>
    public static int? Columns(int descriptor) =>
        Control(descriptor, GetWindowSize, out var size) == 0 && size.Columns > 0 ? size.Columns : null;

    /// <summary>Rows, likewise.</summary>
    public static int? Rows(int descriptor) =>
        Control(descriptor, GetWindowSize, out var size) == 0 && size.Rows > 0 ? size.Rows : null;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, out WindowSize size);

    // struct winsize of ioctl_tty(2).
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort WidthPixels;
        public readonly ushort HeightPixels;
    }
}
