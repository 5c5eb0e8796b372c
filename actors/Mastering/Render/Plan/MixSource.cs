using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>A plan's tracks as one stream. Every medium is checked before it is first used.</summary>
internal sealed class MixSource(RenderPlan plan, IDecode decode, IGraph graph, ChainCompiler compiler, PlannedFiles files, ContentHash hashOf, int threads) : IRenderSource
{
    private bool _checked;

    public string Name => plan.Tracks.Count == 1 ? plan.Tracks[0].Media.Path : "the session";

    // The sum of grids is on the finest of them.
    public int Bits(MediaInfo info) => plan.Tracks.All(t => t.Chain.Count == 0 && t.Media.Rate == plan.Rate)
        ? plan.Tracks.Max(t => FileSource.BitsOf(t.Media.Samples))
        : int.MaxValue;

    public IMediaReader Open(CancellationToken cancellation)
    {
        if (!_checked)
            foreach (var track in plan.Tracks.DistinctBy(t => (t.Media.ContentHash, t.Media.Path))) PlannedMedia.Require(track.Media, PlannedMedia.Name(track), hashOf, cancellation);
        _checked = true;
        var tracks = new List<TrackReader>();
        try
        {
            foreach (var track in plan.Tracks) tracks.Add(Open(track));
            return new MixReader(tracks, Describe(tracks), threads);
        }
        catch
        {
            foreach (var track in tracks) track.Dispose();
            throw;
        }
    }

    private TrackReader Open(PlannedTrack track)
    {
        var reader = decode.Open(track.Media.Path);
        try
        {
            PlannedMedia.RequireFormat(track, reader.Info);
            var format = plan.Format with { Rate = track.Media.Rate };
            var chain = compiler.Compile([.. track.Chain.Select(files.Spec)], format, null);
            if (ChannelFlow.After(chain.First, format.Channels) is var made && made != format.Channels)
                throw new ArgumentException($"its chain makes {made} channels, but a track has the {format.Channels} of the session: bring them together with a matrix.");
            var pcm = track.Media.PcmHash is null ? null : new SampleHash(SampleKind.Lossy);
            return new TrackReader(graph, reader, chain, format, plan.Rate, pcm) { Decoded = hash => PlannedMedia.RequirePcm(track.Media, PlannedMedia.Name(track), hash) };
        }
        catch (ArgumentException e)
        {
            reader.Dispose();
            throw new ArgumentException($"track \"{track.Name}\": {e.Message}", e);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private MediaInfo Describe(List<TrackReader> tracks) => new()
    {
        Format = plan.Format,
        Length = null,
        Estimate = plan.Tracks.Select(t => plan.Rate.Frames(t.Media.Frames.At(t.Media.Rate))).Max(),
        Samples = SampleKind.F64,
        Container = "session",
        Codec = "pcm",
        BitRate = 0,
        // One track is that file; several are a new one.
        Tags = tracks.Count != 1 ? MediaTags.None : plan.Tracks[0].Chain.Count == 0 ? tracks[0].Info.Tags : LevelTags.Without(tracks[0].Info.Tags),
    };
}
