using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Level;

/// <summary>A file that was measured, or why it was not.</summary>
/// <param name="Reading">Null where <paramref name="Fault"/> says why.</param>
/// <param name="Damaged">Places that could not be read and were taken for silence, or are missing.</param>
public sealed record ScannedTrack(string Path, LoudnessReading? Reading, Seconds Duration, bool IsOpus, MediaException? Fault, long Damaged = 0);

/// <summary>Tracks that belong together.</summary>
/// <param name="Name">As the tags have it, or the folder's; null for tracks that belong to nothing.</param>
/// <param name="Reading">Of all of them as one; null for what is no album, or where a track could not be read.</param>
public sealed record ScannedAlbum(string? Name, IReadOnlyList<ScannedTrack> Tracks, LoudnessReading? Reading);

/// <summary>How files come together to albums.</summary>
public enum AlbumGrouping
{
    /// <summary>By their folder and the album that their tags name.</summary>
    ByFolderAndTag,
    /// <summary>All are one album.</summary>
    One,
    /// <summary>Each stands for itself.</summary>
    None,
}

/// <summary>Measures loudness, loudness range and true peak of tracks and of the albums that they make, each file read once. Thread-safe.</summary>
public sealed class LoudnessScan(IDecode decode, IAnalyse analyse)
{
    private const int BlockFrames = 16384;
    // A modulator's own noise stands above hearing: at a higher rate it would be counted as if it were heard.
    private static readonly SampleRate OfDsd = new(44100);

    /// <param name="paths">In the order of the result; within albums too.</param>
    /// <param name="progress">Receives the share that is done, from any thread.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<ScannedAlbum> Run(IReadOnlyList<string> paths, AlbumGrouping grouping, int threads, Action<double>? progress, CancellationToken cancellation)
    {
        var heard = new Heard?[paths.Count];
        var shares = new double[paths.Count];
        var gate = new Lock();
        try
        {
            Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
                heard[i] = Listen(paths[i], share => Report(i, share), cancellation));
            return Group(paths, [.. heard.Select(h => h!)], grouping);
        }
        finally
        {
            foreach (var one in heard) one?.Meter?.Dispose();
        }

        void Report(int track, double share)
        {
            if (progress is null) return;
            lock (gate)
            {
                shares[track] = share;
                progress(shares.Sum() / shares.Length);
            }
        }
    }

    private sealed record AlbumName(string Artist, string Title);

    // Tracks with equal ones belong together.
    private sealed record Kinship(int? Index, string? Folder, AlbumName? Album);

    private sealed record Heard(ScannedTrack Track, AlbumName? Album, ILoudnessMeter? Meter);

    private Heard Listen(string path, Action<double> report, CancellationToken cancellation)
    {
        ILoudnessMeter? meter = null;
        AlbumName? album = null;
        try
        {
            using var reader = decode.Open(path, OfDsd);
            var info = reader.Info;
            album = AlbumOf(info.Tags);
            meter = analyse.Loudness(info.Format, new MeterOptions());
            var block = new AudioBlock(info.Format.Channels, BlockFrames);
            var length = (info.Length ?? info.Estimate)?.Value ?? 0;
            long done = 0;
            while (reader.Read(block) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                meter.Add(block);
                done += block.Frames;
                if (length > 0) report(Math.Min(1, (double)done / length));
            }
            report(1);
            if (done == 0) throw new MediaException(MediaFault.TooLittle, $"{path}: there is no audio in it.");
            var track = new ScannedTrack(path, meter.Read(), new FrameCount(done).At(info.Format.Rate), info.Codec == "opus", null, reader.DamagedPackets);
            return new Heard(track, album, meter);
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            meter?.Dispose();
            report(1);
            var fault = failure as MediaException ?? new MediaException(MediaFault.Unsupported, $"{path}: it cannot be measured: {failure.Message}", failure);
            return new Heard(new ScannedTrack(path, null, default, false, fault), album, null);
        }
        catch
        {
            meter?.Dispose();
            throw;
        }
    }

    // An album of the same name by somebody else is another one.
    private static AlbumName? AlbumOf(MediaTags tags) =>
        tags["album"] is { Length: > 0 } album ? new AlbumName(tags["album_artist"] ?? tags["albumartist"] ?? "", album) : null;

    private IReadOnlyList<ScannedAlbum> Group(IReadOnlyList<string> paths, Heard[] heard, AlbumGrouping grouping)
    {
        var groups = heard.Select((h, i) => (Heard: h, Index: i)).GroupBy(h => grouping switch
        {
            AlbumGrouping.One => new Kinship(null, null, null),
            AlbumGrouping.None => new Kinship(h.Index, null, null),
            _ => new Kinship(null, Folder(paths[h.Index]), h.Heard.Album),
        });
        return [.. groups.Select(g => Album([.. g.Select(h => h.Heard)], grouping))];
    }

    private ScannedAlbum Album(Heard[] tracks, AlbumGrouping grouping)
    {
        var name = tracks[0].Album?.Title ?? Path.GetFileName(Folder(tracks[0].Track.Path));
        ScannedTrack[] scanned = [.. tracks.Select(t => t.Track)];
        // One track of a folder says nothing of its album, unless it was asked for.
        if (grouping == AlbumGrouping.None || tracks.Length < 2 && grouping != AlbumGrouping.One) return new ScannedAlbum(null, scanned, null);
        if (tracks.Any(t => t.Meter is null)) return new ScannedAlbum(name, scanned, null);
        // Any rate and layout does: it only takes in what the tracks' meters heard.
        using var whole = analyse.Loudness(new AudioFormat(new SampleRate(48000), 2, AudioFormat.DefaultMask(2)), new MeterOptions(0));
        foreach (var track in tracks) whole.Merge(track.Meter!);
        return new ScannedAlbum(name, scanned, whole.Read());
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
}
