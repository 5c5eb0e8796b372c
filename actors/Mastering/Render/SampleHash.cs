using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>SHA-256 of interleaved samples as they are stored, little-endian; f64 for lossy kinds.</summary>
internal sealed class SampleHash(SampleKind kind) : IBlockSink, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _bytes = [];
    private int[] _grid = [];

    public void Take(AudioBlock block)
    {
        var width = kind switch { SampleKind.U8 => 1, SampleKind.S16 => 2, SampleKind.S24 => 3, SampleKind.S32 or SampleKind.F32 => 4, _ => 8 };
        var size = block.Frames * block.Channels * width;
        // A sample of three bytes is written as four, of which the next one takes the last back.
        if (_bytes.Length < size + 2) _bytes = new byte[size + 2];
        var step = width * block.Channels;
        if (kind == SampleKind.S24) PackS24(block);
        else
            for (var c = 0; c < block.Channels; c++)
            {
                var samples = block.Channel(c);
                var to = _bytes.AsSpan(c * width);
                switch (kind)
                {
                    case SampleKind.S16:
                        for (int i = 0, at = 0; i < samples.Length; i++, at += step) MemoryMarshal.Write(to[at..], (short)Round(samples[i], 32768));
                        break;
                    case SampleKind.S32:
                        for (int i = 0, at = 0; i < samples.Length; i++, at += step) BinaryPrimitives.WriteInt32LittleEndian(to[at..], (int)Round(samples[i], 2147483648));
                        break;
                    case SampleKind.F32:
                        for (int i = 0, at = 0; i < samples.Length; i++, at += step) BinaryPrimitives.WriteSingleLittleEndian(to[at..], (float)samples[i]);
                        break;
                    default:
                        for (int i = 0, at = 0; i < samples.Length; i++, at += step) BinaryPrimitives.WriteDoubleLittleEndian(to[at..], samples[i]);
                        break;
                }
            }
        _hash.AppendData(_bytes, 0, size);
    }

    public string Read() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();

    private void PackS24(AudioBlock block)
    {
        var (frames, channels) = (block.Frames, block.Channels);
        if (_grid.Length < frames * channels) _grid = new int[frames * channels];
        for (var c = 0; c < channels; c++) ToGrid(block.Channel(c), 8388608, _grid.AsSpan(c * frames, frames));
        if (channels == 2)
        {
            // A pair is one write of eight bytes, of which the next one takes the last two back.
            ref var to = ref MemoryMarshal.GetArrayDataReference(_bytes);
            var left = _grid.AsSpan(0, frames);
            var right = _grid.AsSpan(frames, frames);
            for (var i = 0; i < left.Length; i++, to = ref Unsafe.Add(ref to, 6))
                Unsafe.WriteUnaligned(ref to, ((ulong)(uint)left[i] & 0xFFFFFF) | (ulong)(uint)right[i] << 24);
            return;
        }
        var at = 0;
        for (var i = 0; i < frames; i++)
            for (var c = 0; c < channels; c++, at += 3)
                BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at, 4), _grid[c * frames + i]);
    }

    /// <summary>As Round, eight at a time.</summary>
    private static void ToGrid(ReadOnlySpan<double> samples, double scale, Span<int> grid)
    {
        // The sum's last bit is worth 1, so the addition rounds, half to even, and the integer stands in the low bits.
        const double shift = 6755399441055744;
        var i = 0;
        for (; i + 8 <= samples.Length; i += 8)
            Vector256.Narrow(Four(samples[i..]), Four(samples[(i + 4)..])).CopyTo(grid[i..]);
        for (; i < samples.Length; i++) grid[i] = (int)Round(samples[i], scale);

        Vector256<long> Four(ReadOnlySpan<double> x)
        {
            var bounded = Vector256.Min(Vector256.Max(Vector256.Create(x) * scale, Vector256.Create(-scale)), Vector256.Create(scale - 1));
            return (bounded + Vector256.Create(shift)).AsInt64();
        }
    }

    private static double Round(double x, double scale) => Math.Clamp(Math.Round(x * scale), -scale, scale - 1);
}
