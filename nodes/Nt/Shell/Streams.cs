using Microsoft.Win32.SafeHandles;

namespace NTWorkstation.Nt.Shell;

/// <summary>Colours of the sixteen that every terminal has.</summary>
internal enum Ink
{
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
    Bold = 1,
    Dim = 2,
}

/// <summary>A text stream that knows whether a person reads it.</summary>
/// <param name="Writer">Where the text goes.</param>
/// <param name="IsTerminal">A terminal, not a pipe or a file.</param>
/// <param name="Colour">Escape sequences are allowed.</param>
/// <param name="Width">Columns to wrap at.</param>
internal sealed record Sink(TextWriter Writer, bool IsTerminal = false, bool Colour = false, int Width = 100)
{
    /// <summary>Begins to watch the reader, for a command that has no other end: cancelled once nobody reads any more (nt … | head).</summary>
    public Func<CancellationToken> Unread { get; init; } = () => CancellationToken.None;

    public void Write(string text) => Writer.Write(text);
    public void WriteLine(string text = "") => Writer.WriteLine(text);

    /// <summary>The text in a colour where colours are allowed, else as it is.</summary>
    public string Paint(Ink ink, string text) => Colour ? $"\e[{(int)ink}m{text}\e[0m" : text;
}

/// <summary>The streams of one run: results go to Out, everything else to Error.</summary>
internal sealed record Streams(Sink Out, Sink Error, bool Debug = false)
{
    /// <summary>The process's own streams. Colours stay off in a pipe, with NO_COLOR set (no-color.org) and on a dumb terminal.</summary>
    public static Streams OfProcess()
    {
        var colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        var debug = Environment.GetEnvironmentVariable("NT_DEBUG") is not (null or "" or "0");
        var outTerminal = !Console.IsOutputRedirected;
        var errorTerminal = !Console.IsErrorRedirected;
        return new Streams(
            new Sink(Open(outTerminal, 1), outTerminal, outTerminal && colour, Columns(outTerminal, 1)) { Unread = () => Readership.Of(1) },
            new Sink(Open(errorTerminal, 2), errorTerminal, errorTerminal && colour, Columns(errorTerminal, 2)),
            debug);
    }

    /// <summary>
    /// Writes what is left in the buffers. A reader that went away (nt … | head) is no error, and the runtime does not report it; a result
    /// that could not be printed (a full disk, a closed descriptor) is one.
    /// </summary>
    /// <param name="code">The exit code of the run.</param>
    /// <returns>The exit code of the process.</returns>
    public int Close(int code)
    {
        if (Flush(Out) is { } failure && code == ExitCode.Done)
        {
            Error.WriteLine($"{Error.Paint(Ink.Red, "nt:")} Standard output cannot be written: {failure.Message}");
            code = ExitCode.Failed;
        }
        // Where errors cannot be written there is nobody to tell.
        Flush(Error);
        return code;
    }

    private static Exception? Flush(Sink sink)
    {
        try
        {
            sink.Writer.Flush();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure;
        }
    }

    // The console's streams set a terminal up for reading keys and leave its cursor keys in another mode: on a terminal the descriptor
    // itself is written to. Elsewhere the console's streams share the file's position with other processes, which a FileStream does not.
    private static StreamWriter Open(bool terminal, int descriptor)
    {
        var stream = terminal ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0)
            : descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
        return new StreamWriter(stream, new System.Text.UTF8Encoding(false), 4096) { AutoFlush = false };
    }

    private static int Columns(bool terminal, int descriptor)
    {
        if (!terminal) return 100;
        return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns is >= 20 and <= 400 ? columns
            : Math.Clamp(TerminalSize.Columns(descriptor) ?? 80, 20, 120);
    }
}
