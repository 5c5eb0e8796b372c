using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Session.Archive;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Shell;

/// <summary>The command line does not make sense. The message says what and what would.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command makes sense, but not with what there is: the message says what to do, and help would not say more.</summary>
internal sealed class RefusalException(string message) : Exception(message);

/// <summary>An input that is not audio (a preset, a curve) is missing or damaged.</summary>
internal sealed class BadInputException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A result could not be written.</summary>
internal class OutputException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>A tool, library or server that is needed is not there.</summary>
internal sealed class MissingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The one place where an exception becomes a message and an exit code.</summary>
internal static class Failures
{
    /// <summary>Writes one or two lines; with NT_DEBUG=1 the whole exception as well.</summary>
    /// <param name="command">As it is typed: nt match.</param>
    public static int Tell(Exception failure, Streams streams, string command = "nt")
    {
        var (code, text) = Explain(failure);
        streams.Error.WriteLine($"{streams.Error.Paint(Ink.Red, "nt:")} {OneLine(text)}");
        if (failure is UsageException) streams.Error.WriteLine($"See {command} --help.");
        if (streams.Debug) streams.Error.WriteLine(failure.ToString());
        return code;
    }

    /// <summary>Exit code and text of a failure.</summary>
    public static (int Code, string Text) Explain(Exception failure) => failure switch
    {
        OperationCanceledException => (ExitCode.Cancelled, "Cancelled; no half-written file is left."),
        UsageException => (ExitCode.Usage, failure.Message),
        RefusalException => (ExitCode.Usage, failure.Message),
        BadInputException => (ExitCode.BadInput, failure.Message),
        ArchiveException or CorruptSessionException or JournalCorruptException => (ExitCode.BadInput, failure.Message),
        JournalException => (ExitCode.Failed, failure.Message),
        NotPairedException => (ExitCode.BadInput, failure.Message),
        MissingException => (ExitCode.Missing, failure.Message),
        OutputException => (ExitCode.Failed, failure.Message),
        MediaException { Fault: MediaFault.NoSpace } => (ExitCode.Failed, failure.Message),
        MediaException media => (ExitCode.BadInput, WithAdvice(media)),
        DllNotFoundException or EntryPointNotFoundException or BadImageFormatException => (ExitCode.Missing,
            $"The audio library libntdsp.so or one of the libraries it needs is missing or damaged; run scripts/setup. {failure.Message}"),
        InsufficientMemoryException or OutOfMemoryException => (ExitCode.Failed, $"Out of memory. {failure.Message}"),
        AggregateException { InnerException: { } inner } => Explain(inner),
        TypeInitializationException { InnerException: { } inner } => Explain(inner),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, failure.Message),
        _ => (ExitCode.Failed, $"Unexpected {failure.GetType().Name}: {failure.Message} Set NT_DEBUG=1 to see where, and report it."),
    };

    private static string WithAdvice(MediaException failure)
    {
        var advice = failure.Fault switch
        {
            // A second line is what to do already.
            _ when failure.Message.Contains('\n', StringComparison.Ordinal) => null,
            MediaFault.NotFound when failure.Message.Contains('\uFFFD', StringComparison.Ordinal) => "The name is not UTF-8 text, and only such names can be opened: rename the file.",
            // What says that a file was moved says what to do as well.
            MediaFault.NotFound when failure.Message.Contains("elink", StringComparison.Ordinal) => null,
            MediaFault.NotFound => "Check the path and that you may read the file.",
            MediaFault.Malformed => "The file is damaged or not audio: fetch it again, or convert it with another program.",
            MediaFault.Unsupported => "Convert it to WAV or FLAC first.",
            MediaFault.NotFinite => "The samples hold NaN or infinity: export the file again from where it was made.",
            _ => null,
        };
        return advice is null ? failure.Message : $"{failure.Message.TrimEnd('.', '\n')}.\n{advice}";
    }

    // The library loader explains itself over many lines; the first says it.
    private static string OneLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(Environment.NewLine, lines.Take(2).Select(Text.Printable));
    }
}
