namespace NTWorkstation.Session.Archive;

/// <summary>A file that is not a whole archive of a session. The message says what is wrong with it, where, and what to do.</summary>
public sealed class ArchiveException(string where, string reason, Exception? inner = null)
    : FormatException($"The archive cannot be used: {where}: {reason.TrimEnd('.')}. Nothing was imported; export the session again or fetch the file anew.", inner)
{
    /// <summary>The part of the archive: "events.jsonl".</summary>
    public string Where { get; } = where;
}
