using System.Buffers.Binary;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Pcm;

/// <summary>What a stream of PCM is.</summary>
/// <param name="Length">Null where it goes on until the bytes end.</param>
public sealed record PcmStream(AudioFormat Format, PcmEncoding Encoding, FrameCount? Length)
{
    private const int MostHeader = 16 << 20;

    public int FrameBytes => Format.Channels * Pcm.Bytes(Encoding);

    /// <summary>
    /// Reads a WAV header (RIFF, or RF64 of EBU Tech 3306) up to the first byte of the samples, never behind it. A length of 0 or of all ones, as
    /// programs write that do not know it yet, is none.
    /// </summary>
    /// <param name="bytes">Read forwards only.</param>
    /// <param name="subject">Begins the messages.</param>
    /// <exception cref="MediaException">Unsupported: no WAV, or a codec in it; Malformed; Limit.</exception>
    public static PcmStream ReadWav(Stream bytes, string subject)
    {
        Span<byte> head = stackalloc byte[12];
        if (bytes.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12) throw Error(MediaFault.Malformed, "ends before a header");
        var isRf64 = head.StartsWith("RF64"u8);
        if (!isRf64 && !head.StartsWith("RIFF"u8) || !head[8..].SequenceEqual("WAVE"u8))
            throw Error(MediaFault.Unsupported, "begins with no WAV header; raw samples are read by stdin:raw?format=s16le&rate=44100&channels=2");
        PcmStream? format = null;
        ulong? wide = null;
        long read = 12;
        while (true)
        {
            var chunk = head[..8];
            if (bytes.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) < 8) throw Error(MediaFault.Malformed, "ends before the samples");
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                if (format is null) throw Error(MediaFault.Malformed, "has samples ahead of their format");
                var length = isRf64 && size == uint.MaxValue ? wide ?? 0 : size is 0 or uint.MaxValue ? 0 : (ulong)size;
                // As Int64 would not hold it, it is no length either.
                return length is 0 or > long.MaxValue ? format : format with { Length = new((long)length / format.FrameBytes) };
            }
            var padded = size + (size & 1);
            read += 8 + padded;
            if (read > MostHeader) throw Error(MediaFault.Limit, $"has more than {MostHeader >> 20} MB ahead of the samples");
            var isFormat = chunk.StartsWith("fmt "u8);
            var isWide = chunk.StartsWith("ds64"u8);
            if (isFormat && size is < 16 or > 4096) throw Error(MediaFault.Malformed, $"has a format of {size} bytes");
            var content = new byte[isFormat || isWide ? Math.Min(padded, 4096) : 0];
            if (bytes.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length) throw Error(MediaFault.Malformed, "ends in its header");
            if (isFormat) format = ReadFormat(content.AsSpan(0, (int)size));
            if (isWide && content.Length >= 16) wide = BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(8));
            Skip(padded - content.Length);
        }

        PcmStream ReadFormat(ReadOnlySpan<byte> f)
        {
            var tag = BinaryPrimitives.ReadUInt16LittleEndian(f);
            var channels = BinaryPrimitives.ReadUInt16LittleEndian(f[2..]);
            var rate = BinaryPrimitives.ReadUInt32LittleEndian(f[4..]);
            var align = BinaryPrimitives.ReadUInt16LittleEndian(f[12..]);
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(f[14..]);
            ulong mask = 0;
            if (tag == 0xFFFE)
            {
                if (f.Length < 40) throw Error(MediaFault.Malformed, "has an extensible format that is too short");
                mask = BinaryPrimitives.ReadUInt32LittleEndian(f[20..]);
                tag = BinaryPrimitives.ReadUInt16LittleEndian(f[24..]);
            }
            PcmEncoding encoding = (tag, bits) switch
            {
                (1, 8) => PcmEncoding.U8,
                (1, 16) => PcmEncoding.S16Le,
                (1, 24) => PcmEncoding.S24Le,
                (1, 32) => PcmEncoding.S32Le,
                (3, 32) => PcmEncoding.F32Le,
                (3, 64) => PcmEncoding.F64Le,
                _ => throw Error(MediaFault.Unsupported, $"holds samples of codec {tag} and {bits} bits; of a stream PCM of 8 to 32 bits and floats are read"),
            };
            if (channels is 0 or > 64) throw Error(MediaFault.Limit, $"has {channels} channels; 1 to 64 are read");
            if (rate is < 1000 or > 1_600_000) throw Error(MediaFault.Limit, $"has a rate of {rate} Hz; 1 kHz to 1.6 MHz are read");
            if (align != channels * Pcm.Bytes(encoding)) throw Error(MediaFault.Malformed, $"has frames of {align} bytes for {channels} channels of {bits} bits");
            return new(new(new(rate), channels, mask), encoding, null);
        }

        void Skip(long count)
        {
            var waste = new byte[Math.Min(count, 4096)];
            for (; count > 0; count -= waste.Length)
            {
                var part = waste.AsSpan(0, (int)Math.Min(count, waste.Length));
                if (bytes.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length) throw Error(MediaFault.Malformed, "ends in its header");
            }
        }

        MediaException Error(MediaFault fault, string what) => new(fault, $"{subject}: the stream {what}.");
    }
}
