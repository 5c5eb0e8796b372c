using System.Buffers.Binary;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Pcm;

/// <summary>How samples stand in bytes.</summary>
public enum PcmEncoding
{
    U8,
    S8,
    S16Le,
    S16Be,
    /// <summary>Three bytes.</summary>
    S24Le,
    S24Be,
    S32Le,
    S32Be,
    F32Le,
    F32Be,
    F64Le,
    F64Be,
}

/// <summary>From bytes of interleaved PCM to planes; integers exactly by their full scale of 2^(bits - 1).</summary>
public static class Pcm
{
    /// <summary>Bytes of a sample.</summary>
    public static int Bytes(PcmEncoding encoding) => encoding switch
    {
        PcmEncoding.U8 or PcmEncoding.S8 => 1,
        PcmEncoding.S16Le or PcmEncoding.S16Be => 2,
        PcmEncoding.S24Le or PcmEncoding.S24Be => 3,
        PcmEncoding.F64Le or PcmEncoding.F64Be => 8,
        _ => 4,
    };

    public static SampleKind Kind(PcmEncoding encoding) => encoding switch
    {
        PcmEncoding.U8 or PcmEncoding.S8 => SampleKind.U8,
        PcmEncoding.S16Le or PcmEncoding.S16Be => SampleKind.S16,
        PcmEncoding.S24Le or PcmEncoding.S24Be => SampleKind.S24,
        PcmEncoding.S32Le or PcmEncoding.S32Be => SampleKind.S32,
        PcmEncoding.F32Le or PcmEncoding.F32Be => SampleKind.F32,
        _ => SampleKind.F64,
    };

    /// <summary>Sets the block to the whole frames in the bytes, which it must have room for.</summary>
    /// <returns>False: a float is NaN or infinite.</returns>
    public static bool Decode(ReadOnlySpan<byte> bytes, PcmEncoding encoding, AudioBlock block)
    {
        var (size, channels) = (Bytes(encoding), block.Channels);
        block.Frames = bytes.Length / (size * channels);
        var isFinite = true;
        for (var c = 0; c < channels; c++)
        {
            var plane = block.Channel(c);
            var at = c * size;
            for (var i = 0; i < plane.Length; i++, at += size * channels)
            {
                var value = Sample(bytes.Slice(at, size), encoding);
                isFinite &= double.IsFinite(value);
                plane[i] = value;
            }
        }
        return isFinite;
    }

    private static double Sample(ReadOnlySpan<byte> b, PcmEncoding encoding) => encoding switch
    {
        PcmEncoding.U8 => (b[0] - 128) / 128.0,
        PcmEncoding.S8 => (sbyte)b[0] / 128.0,
        PcmEncoding.S16Le => BinaryPrimitives.ReadInt16LittleEndian(b) / 32768.0,
        PcmEncoding.S16Be => BinaryPrimitives.ReadInt16BigEndian(b) / 32768.0,
        PcmEncoding.S24Le => (b[0] << 8 | b[1] << 16 | b[2] << 24) / 2147483648.0,
        PcmEncoding.S24Be => (b[2] << 8 | b[1] << 16 | b[0] << 24) / 2147483648.0,
        PcmEncoding.S32Le => BinaryPrimitives.ReadInt32LittleEndian(b) / 2147483648.0,
        PcmEncoding.S32Be => BinaryPrimitives.ReadInt32BigEndian(b) / 2147483648.0,
        PcmEncoding.F32Le => BinaryPrimitives.ReadSingleLittleEndian(b),
        PcmEncoding.F32Be => BinaryPrimitives.ReadSingleBigEndian(b),
        PcmEncoding.F64Le => BinaryPrimitives.ReadDoubleLittleEndian(b),
        _ => BinaryPrimitives.ReadDoubleBigEndian(b),
    };
}
