using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>Whether a medium is still what the plan was made with.</summary>
internal static class PlannedMedia
{
    /// <summary>What a track's medium is called.</summary>
    public static string Name(PlannedTrack track) => $"the file of track \"{track.Name}\"";

    /// <param name="name">What it is to the session: "the file of track "bass"".</param>
    /// <exception cref="MediaException">NotFound, Changed, Io.</exception>
    public static void Require(MediaReference medium, string name, ContentHash hashOf, CancellationToken cancellation)
    {
        string hash;
        try
        {
            hash = hashOf(medium.Path, cancellation);
        }
        catch (MediaException e) when (e.Fault == MediaFault.NotFound)
        {
            throw new MediaException(MediaFault.NotFound, $"{medium.Path}: {name} is not there any more. Relink it: say where it is now.", e);
        }
        if (hash != medium.ContentHash) throw Changed(medium, name, "holds something else than what was imported");
    }

    /// <exception cref="MediaException">Changed.</exception>
    public static void RequireFormat(PlannedTrack track, MediaInfo info)
    {
        if (info.Format.Rate != track.Media.Rate || info.Format.Channels != track.Media.Channels)
            throw Changed(track.Media, Name(track), $"is of {info.Format.Rate} and {info.Format.Channels} channels, and was imported with {track.Media.Rate} and {track.Media.Channels}");
    }

    /// <exception cref="MediaException">Changed.</exception>
    public static void RequirePcm(MediaReference medium, string name, string? hash)
    {
        if (hash != medium.PcmHash)
            throw new MediaException(
                MediaFault.Changed, $"{medium.Path}: the decoder of this machine makes other samples of {name} than the one it was imported with. Put a lossless copy of what it is to be in its place.");
    }

    private static MediaException Changed(MediaReference medium, string name, string what) =>
        new(MediaFault.Changed, $"{medium.Path} {what}, and is {name}. Relink it to the file it was, or replace it by this one.");
}
