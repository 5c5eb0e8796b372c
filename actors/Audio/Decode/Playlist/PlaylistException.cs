namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>A playlist that cannot be used; the message begins with its name and line.</summary>
public sealed class PlaylistException : MediaException
{
    /// <param name="fault">What kind of fault.</param>
    /// <param name="name">Of the playlist.</param>
    /// <param name="line">From 1; 0: not of one line.</param>
    /// <param name="what">What is wrong and what to do.</param>
    /// <param name="inner">What it comes from.</param>
    public PlaylistException(MediaFault fault, string name, int line, string what, Exception? inner = null)
        : base(fault, line > 0 ? $"{name}:{line}: {what}" : $"{name}: {what}", inner) => (Name, Line) = (name, line);

    public string Name { get; }

    public int Line { get; }
}
