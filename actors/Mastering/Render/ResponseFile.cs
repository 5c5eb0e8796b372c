using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>An impulse response as it lies in an audio file, whole.</summary>
internal static class ResponseFile
{
    /// <param name="most">Frames that it may have at its rate.</param>
    /// <param name="tooLong">What is wrong with one that has more.</param>
    /// <exception cref="MediaException">The file cannot be read or is empty; or <paramref name="tooLong"/>.</exception>
    public static (double[][] Planes, SampleRate Rate) Read(IDecode decode, string path, Func<SampleRate, long> most, Func<MediaException> tooLong)
    {
        using var reader = decode.Open(path);
        var format = reader.Info.Format;
        var limit = most(format.Rate);
        var block = new AudioBlock(format.Channels, 8192);
        var planes = Enumerable.Range(0, format.Channels).Select(_ => new List<double>()).ToArray();
        while (reader.Read(block) > 0)
        {
            if (planes[0].Count + block.Frames > limit) throw tooLong();
            for (var c = 0; c < planes.Length; c++) planes[c].AddRange(block.Channel(c));
        }
        if (planes[0].Count == 0) throw new MediaException(MediaFault.TooLittle, $"{path}: the impulse response holds no samples.");
        return ([.. planes.Select(p => p.ToArray())], format.Rate);
    }
}
