using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Where a rendering's samples come from. It is opened once for every pass.</summary>
internal interface IRenderSource
{
    /// <summary>As errors name it.</summary>
    string Name { get; }

    /// <exception cref="MediaException">It cannot be read.</exception>
    IMediaReader Open(CancellationToken cancellation);

    /// <summary>The grid its samples stand on: a grid of as many bits holds them exactly. <see cref="int.MaxValue"/> where they stand on none.</summary>
    int Bits(MediaInfo info);
}

/// <summary>A file as it is. Codecs and float files count as 24 bit.</summary>
/// <param name="rate">Of the result; null keeps the file's.</param>
internal sealed class FileSource(IDecode decode, string path, SampleRate? rate = null) : IRenderSource
{
    public string Name => path;

    public IMediaReader Open(CancellationToken cancellation) => rate is { } wanted ? decode.Open(path, wanted) : decode.Open(path);

    public int Bits(MediaInfo info) => BitsOf(info.Samples);

    public static int BitsOf(SampleKind samples) => samples switch { SampleKind.U8 => 8, SampleKind.S16 => 16, SampleKind.S32 => 32, _ => 24 };
}
