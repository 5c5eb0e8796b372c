using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>Whether a medium is still what the plan was made with.</summary>
internal static class PlannedMedia
{
    /// <exception cref="MediaException">NotFound, Changed, Io.</exception>
    public static void Require(PlannedTrack track, ContentHash hashOf, CancellationToken cancellation)
    {
        string hash;
        try
        {
            hash = hashOf(track.Media.Path, cancellation);
        }
        catch (MediaException e) when (e.Fault == MediaFault.NotFound)
        {
            throw new MediaException(MediaFault.NotFound, $"{track.Media.Path}: the file of track \"{track.Name}\" is not there any more. Relink the track to where it is now.", e);
        }
        if (hash != track.Media.ContentHash) throw Changed(track, "holds something else than what was imported");
    }

    /// <exception cref="MediaException">Changed.</exception>
    public static void RequireFormat(PlannedTrack track, MediaInfo info)
    {
        if (info.Format.Rate != track.Media.Rate || info.Format.Channels != track.Media.Channels)
            throw Changed(track, $"is of {info.Format.Rate} and {info.Format.Channels} channels, and was imported with {track.Media.Rate} and {track.Media.Channels}");
    }

    /// <exception cref="MediaException">Changed.</exception>
    public static void RequirePcm(PlannedTrack track, string hash)
    {
        if (hash != track.Media.PcmHash)
            throw new MediaException(
                MediaFault.Changed, $"{track.Media.Path}: the decoder of this machine makes other samples of track \"{track.Name}\" than the one it was imported with. Replace the track by a lossless copy of what it is to be.");
    }

    private static MediaException Changed(PlannedTrack track, string what) =>
        new(MediaFault.Changed, $"{track.Media.Path} {what}. Relink track \"{track.Name}\" to the file it was made with, or replace the track by this one.");
}
