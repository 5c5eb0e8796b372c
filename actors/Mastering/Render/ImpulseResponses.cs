using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// Fetches impulse responses, brings them to unit energy at their own rate in the mean of their channels, so that a mix means the same
/// with every room, and to the rate and channels of a render. One thread at a time.
/// </summary>
internal sealed class ImpulseResponses(IDecode decode, IGraph graph)
{
    /// <exception cref="MediaException">The file cannot be read, is silent, or longer than 12 s.</exception>
    /// <exception cref="FormatException">A synthesised one is not of the form synth:RT60:SEED.</exception>
    public ReverbSpec Resolve(ReverbParams reverb, AudioFormat format)
    {
        var key = reverb.ImpulseResponse;
        var (planes, rate) = key.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal)
            ? (SynthesisedRoom.Parse(key).Impulse(), SynthesisedRoom.Rate)
            : Load(key);
        Normalise(planes, key);
        // A convolution sums over as many more frames as there are in a second: the room stays as loud at every rate.
        if (rate != format.Rate) planes = PlaneResampling.Convert(graph, planes, rate, format.Rate, rate.Hz / format.Rate.Hz);
        return new ReverbSpec([.. Mapped(planes, format).Select(p => (ReadOnlyMemory<double>)p)], reverb.Mix, reverb.PreDelay);
    }

    private (double[][] Planes, SampleRate Rate) Load(string path) => ResponseFile.Read(
        decode, path, rate => rate.Frames(ReverbParams.Longest).Value,
        () => new MediaException(MediaFault.Limit, $"{path}: an impulse response may last {ReverbParams.Longest}. Cut it to its room."));

    private static void Normalise(double[][] planes, string key)
    {
        var energy = 0.0;
        foreach (var plane in planes)
            foreach (var x in plane) energy += x * x;
        energy /= planes.Length;
        if (!(energy > 1e-20)) throw new MediaException(MediaFault.TooLittle, $"{key}: the impulse response is silent.");
        var scale = 1 / Math.Sqrt(energy);
        foreach (var plane in planes)
            for (var i = 0; i < plane.Length; i++) plane[i] *= scale;
    }

    // One plane serves every channel; a pair serves left and right speakers by their side, and its mean the ones in the middle.
    private static IEnumerable<double[]> Mapped(double[][] planes, AudioFormat format)
    {
        if (planes.Length == 1 || planes.Length == format.Channels) return planes;
        var mean = new double[planes[0].Length];
        foreach (var plane in planes)
            for (var i = 0; i < mean.Length; i++) mean[i] += plane[i] / planes.Length;
        if (format.Channels == 1 || planes.Length != 2) return [mean];
        const ulong left = 0x1 | 0x10 | 0x40 | 0x200 | 0x1000, middle = 0x4 | 0x8 | 0x100 | 0x2000;
        var mask = format.ChannelMask != 0 ? format.ChannelMask : AudioFormat.DefaultMask(format.Channels);
        var mapped = new List<double[]>();
        for (var bit = 0; bit < 64 && mapped.Count < format.Channels; bit++)
        {
            var speaker = 1UL << bit;
            if ((mask & speaker) == 0) continue;
            mapped.Add((speaker & left) != 0 ? planes[0] : (speaker & middle) != 0 ? mean : planes[1]);
        }
        while (mapped.Count < format.Channels) mapped.Add(mapped.Count % 2 == 0 ? planes[0] : planes[1]);
        return mapped;
    }
}
