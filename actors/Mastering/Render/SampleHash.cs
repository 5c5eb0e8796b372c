using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>SHA-256 of interleaved samples as they are stored, little-endian; f64 for lossy kinds.</summary>
internal sealed class SampleHash(SampleKind kind) : IBlockSink, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _bytes = [];

    public void Take(AudioBlock block)
    {
        var width = kind switch { SampleKind.U8 => 1, SampleKind.S16 => 2, SampleKind.S24 => 3, SampleKind.S32 or SampleKind.F32 => 4, _ => 8 };
        var size = block.Frames * block.Channels * width;
        if (_bytes.Length < size) _bytes = new byte[size];
        var step = width * block.Channels;
        for (var c = 0; c < block.Channels; c++)
        {
            var samples = block.Channel(c);
            var to = _bytes.AsSpan(c * width);
            switch (kind)
            {
                case SampleKind.S16:
                    for (int i = 0, at = 0; i < samples.Length; i++, at += step) MemoryMarshal.Write(to[at..], (short)Round(samples[i], 32768));
                    break;
                case SampleKind.S24:
                    for (int i = 0, at = 0; i < samples.Length; i++, at += step)
                    {
                        var value = (int)Round(samples[i], 8388608);
                        to[at] = (byte)value;
                        to[at + 1] = (byte)(value >> 8);
                        to[at + 2] = (byte)(value >> 16);
                    }
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

    private static double Round(double x, double scale) => Math.Clamp(Math.Round(x * scale), -scale, scale - 1);
}
