using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Dsp.Interop;

/// <summary>nt_status; the numbers are the ABI's.</summary>
public enum NativeStatus
{
    Ok = 0,
    End = 1,
    NotYet = 2,
    InvalidArgument = -1,
    BadState = -2,
    OutOfMemory = -3,
    Io = -4,
    Malformed = -5,
    Unsupported = -6,
    Limit = -7,
    NotFinite = -8,
    NotFound = -9,
    Internal = -10,
    NoSpace = -11,
}

/// <summary>The one place where a native status becomes an exception.</summary>
internal static partial class Status
{
    public static void Check(NativeStatus status)
    {
        if (status < 0) Throw(status, null);
    }

    /// <param name="subject">What the call was about, such as a path; begins the message.</param>
    public static void Check(NativeStatus status, string subject)
    {
        if (status < 0) Throw(status, subject);
    }

    private static unsafe string ReadLastError() => NativeText.Read(nt_last_error);

    private static void Throw(NativeStatus status, string? subject)
    {
        var text = ReadLastError();
        if (text.Length == 0) text = status.ToString();
        if (subject is not null) text = subject.EndsWith(':') ? $"{subject} {text}" : $"{subject}: {text}"; // "pulse:" is a device's name
        throw status switch
        {
            NativeStatus.InvalidArgument => new ArgumentException(text),
            NativeStatus.BadState => new InvalidOperationException(text),
            NativeStatus.OutOfMemory => new InsufficientMemoryException(text),
            NativeStatus.Io => new MediaException(MediaFault.Io, text),
            NativeStatus.Malformed => new MediaException(MediaFault.Malformed, text),
            NativeStatus.Unsupported => new MediaException(MediaFault.Unsupported, text),
            NativeStatus.Limit => new MediaException(MediaFault.Limit, text),
            NativeStatus.NotFinite => new MediaException(MediaFault.NotFinite, text),
            NativeStatus.NotFound => new MediaException(MediaFault.NotFound, text),
            NativeStatus.NoSpace => new MediaException(MediaFault.NoSpace, text),
            _ => new InvalidOperationException($"{text} (native status {(int)status})"),
        };
    }

    [LibraryImport(NativeLibraryName.Value)]
    private static unsafe partial nuint nt_last_error(byte* buffer, nuint capacity);
}
