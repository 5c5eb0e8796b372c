using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Tells an item that is broken from a fault of something else.</summary>
internal static class ItemFault
{
    /// <summary>Of an item, which is then left out; null: of something else.</summary>
    public static MediaFault? Of(Exception error) => error switch
    {
        MediaException media => media.Fault,
        UnauthorizedAccessException => MediaFault.NotFound,
        IOException => MediaFault.Io,
        // A rate or a number of channels that no conversion takes.
        ArgumentException => MediaFault.Unsupported,
        InsufficientMemoryException => MediaFault.Limit,
        _ => null,
    };
}
