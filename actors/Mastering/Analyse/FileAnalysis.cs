using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Analyse;

/// <summary>Which file an analysis is about and how far it is.</summary>
/// <param name="Fraction">0 to 1; stays 0 where the format does not say how long the file is.</param>
public readonly record struct AnalysisProgress(string Path, double Fraction);

/// <summary>From files to sound profiles: decode, analyse, in one pass and in memory that does not grow with the length. Thread-safe.</summary>
public sealed class FileAnalysis(IDecode decode, IAnalyse analyse)
{
    private const int BlockFrames = 8192;
    private static readonly Seconds Shortest = new(0.4);
    private static readonly Decibels MostPeak = new(40);

    /// <exception cref="MediaException">The file cannot be read, holds NaN, or has too little sound for statistics (TooLittle).</exception>
    public SoundProfile Analyse(string path, SoundOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        using var reader = decode.Open(path);
        var format = reader.Info.Format;
        using var analyser = Begin(path, format, options);
        var block = new AudioBlock(format.Channels, BlockFrames);
        long done = 0, reported = 0;
        var step = (long)format.Rate.Hz;
        progress?.Report(new AnalysisProgress(path, 0));
        while (reader.Read(block) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(path, analyser, block, done, format.Rate);
            done += block.Frames;
            if (progress is null || done - reported < step || reader.Info.Length is not { Value: > 0 } length) continue;
            reported = done;
            progress.Report(new AnalysisProgress(path, Math.Min((double)done / length.Value, 1)));
        }
        cancellation.ThrowIfCancellationRequested();
        RequireLength(path, new FrameCount(done).At(format.Rate));
        var profile = analyser.Finish(System.IO.Path.GetFileName(path));
        if (profile.Defects.IsSilent)
            throw new MediaException(MediaFault.TooLittle, $"{path}: nothing in it is louder than −70 LUFS. Give a file with sound in it.");
        RequireMovement(path, profile);
        RequireScale(path, profile);
        progress?.Report(new AnalysisProgress(path, 1));
        return profile;
    }

    /// <summary>Several files beside each other; the results are in the order of the paths. The first failure ends the others.</summary>
    /// <param name="threads">At least 1; each keeps one file open.</param>
    /// <exception cref="MediaException">As of one file.</exception>
    public async Task<IReadOnlyList<SoundProfile>> AnalyseAsync(
        IReadOnlyList<string> paths, SoundOptions options, int threads, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var profiles = new SoundProfile[paths.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        await Parallel.ForAsync(0, paths.Count, parallel, (i, token) =>
        {
            profiles[i] = Analyse(paths[i], options, progress, token);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return profiles;
    }

    // Integers stored as floats stand 90 dB over full scale: no gain within a preset's range brings them back.
    private static void RequireScale(string path, SoundProfile profile)
    {
        var peak = profile.Loudness.Reading.SamplePeak;
        if (!(peak.Value <= MostPeak.Value))
            throw new MediaException(MediaFault.Limit, FormattableString.Invariant(
                $"{path}: it peaks {peak.Value:0} dB over full scale; at most {MostPeak.Value:0} dB are taken for sound. Export it again with samples between -1 and 1."));
    }

    private ISoundAnalyser Begin(string path, AudioFormat format, SoundOptions options)
    {
        try
        {
            return analyse.Sound(format, options);
        }
        catch (ArgumentException e)
        {
            throw new MediaException(
                MediaFault.Unsupported, $"{path}: {format.Rate} with {format.Channels} channels cannot be analysed ({e.Message}). Convert it to a usual rate.", e);
        }
    }

    private static void Add(string path, ISoundAnalyser analyser, AudioBlock block, long position, SampleRate rate)
    {
        try
        {
            analyser.Add(block);
        }
        catch (MediaException e) when (e.Fault == MediaFault.NotFinite)
        {
            throw new MediaException(
                MediaFault.NotFinite, $"{path}: a sample after {new FrameCount(position).At(rate)} is NaN or infinite. Export the file again.", e);
        }
    }

    // A constant's onset passes the loudness meter's high-pass, so it is not silent to it.
    private static void RequireMovement(string path, SoundProfile profile)
    {
        // The profile's RMS leaves the offset out: music that rides on one is music.
        if (profile.Dynamics.Rms.Power < 1e-7)
            throw new MediaException(MediaFault.TooLittle, $"{path}: there is a constant offset and no sound above −70 dBFS in it. Give a file with sound in it.");
    }

    private static void RequireLength(string path, Seconds length)
    {
        if (length.Value < Shortest.Value)
            throw new MediaException(
                MediaFault.TooLittle, $"{path}: {length} of sound is too little for statistics. Give a file of at least {Shortest}.");
    }
}
