using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Invert.Paired;

/// <summary>Reads a file for paired inversion: its onsets as a whole, or a stretch of it at 48 kHz.</summary>
internal sealed class StereoReading(IDecode decode, IGraph graph)
{
    private const int BlockFrames = 8192;
    private static readonly SampleRate Rate = new(48000);

    /// <summary>The onsets of the whole file, and its length.</summary>
    public (OnsetEnvelope Onsets, Seconds Length) Onsets(string path, CancellationToken cancellation)
    {
        using var reader = decode.Open(path);
        var format = reader.Info.Format;
        var block = new AudioBlock(format.Channels, BlockFrames);
        var mono = new double[BlockFrames];
        var onsets = new OnsetEnvelope(format.Rate.Hz);
        long frames = 0;
        while (reader.Read(block) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var right = block.Channel(Math.Min(1, format.Channels - 1));
            var left = block.Channel(0);
            for (var i = 0; i < left.Length; i++) mono[i] = 0.5 * (left[i] + right[i]);
            onsets.Add(mono.AsSpan(0, left.Length));
            frames += block.Frames;
        }
        return (onsets, new FrameCount(frames).At(format.Rate));
    }

    /// <summary>
    /// Seconds [start, start + length) of the front pair at 48 kHz as mid and side (see <see cref="PairedExcerpt"/>); what lies outside the file is silence. Both are whole numbers, so
    /// that the borders fall on frames at every usual rate.
    /// </summary>
    public (float[] Mid, float[] Side) Stretch(string path, int start, int length, CancellationToken cancellation)
    {
        using var reader = decode.Open(path);
        var format = reader.Info.Format;
        var left = new float[length * (int)Rate.Hz];
        var right = new float[left.Length];
        // A second before the stretch lets the converter settle.
        var from = Math.Max(0, start - 1);
        reader.Seek(new FrameCount((long)(from * format.Rate.Hz)));
        var position = (long)(from - start) * (long)Rate.Hz;
        var wanted = (long)((start + length + 1 - from) * format.Rate.Hz);
        var input = new AudioBlock(format.Channels, BlockFrames);

        void Keep(AudioBlock block)
        {
            var l = block.Channel(0);
            var r = block.Channel(Math.Min(1, block.Channels - 1));
            for (var i = 0; i < l.Length; i++, position++)
            {
                if (position < 0 || position >= left.Length) continue;
                left[position] = (float)l[i];
                right[position] = (float)r[i];
            }
        }

        if (format.Rate == Rate)
        {
            while (position < left.Length && reader.Read(input) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Keep(input);
            }
            PairedExcerpt.Rotate(left, right);
            return (left, right);
        }
        using var resampler = graph.Resample(format.Rate, Rate, format.Channels, ResampleQuality.High);
        var output = new AudioBlock(format.Channels, 65536);
        while (wanted > 0 && reader.Read(input) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            wanted -= input.Frames;
            resampler.Process(input, output);
            Keep(output);
        }
        while (position < left.Length && resampler.Flush(output)) Keep(output);
        PairedExcerpt.Rotate(left, right);
        return (left, right);
    }
}
