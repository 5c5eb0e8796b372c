namespace NTWorkstation.Audio.Decode;

/// <summary>What went wrong with a medium: the closed set that callers and supervision decide by.</summary>
public enum MediaFault
{
    /// <summary>The file is not there, or cannot be opened.</summary>
    NotFound,
    /// <summary>Reading or writing failed; may succeed when repeated.</summary>
    Io,
    /// <summary>The bytes are not what their format says.</summary>
    Malformed,
    /// <summary>Well-formed, but a kind that is not handled.</summary>
    Unsupported,
    /// <summary>Well-formed, but over a stated bound.</summary>
    Limit,
    /// <summary>The samples hold NaN or infinity.</summary>
    NotFinite,
    /// <summary>The disk is full.</summary>
    NoSpace,
    /// <summary>There is no audio in it, or not enough for what was asked.</summary>
    TooLittle,
    /// <summary>It is not what it was when it was first read.</summary>
    Changed,
}

/// <summary>A medium that cannot be used. The message says what, where and what to do.</summary>
public class MediaException : IOException
{
    public MediaException(MediaFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    public MediaFault Fault { get; }

    /// <summary>May succeed when repeated.</summary>
    public bool IsTransient => Fault is MediaFault.Io or MediaFault.NoSpace;
}
