using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing.Faults;

/// <summary>
/// A sound whose every frame says which one it is: S32, two channels, frame k of a file that begins at F is (F + k + 1)·256 on the left and the
/// negative of it on the right. What a device got is read back as stretches: exact ones, fades and silence.
/// </summary>
internal static class Ramp
{
    public const int Rate = 48000;
    private const int Step = 256; // so that 24 bits hold it

    /// <param name="first">Frames before the file's, in other files.</param>
    public static string Write(string path, int frames, int first = 0)
    {
        var bytes = new byte[44 + frames * 8];
        var head = bytes.AsSpan();
        Encoding.ASCII.GetBytes("RIFF").CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], bytes.Length - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ").CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(head[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(head[22..], 2);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], Rate * 8);
        BinaryPrimitives.WriteInt16LittleEndian(head[32..], 8);
        BinaryPrimitives.WriteInt16LittleEndian(head[34..], 32);
        Encoding.ASCII.GetBytes("data").CopyTo(head[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], frames * 8);
        for (var k = 0; k < frames; k++)
        {
            var value = (first + k + 1) * Step;
            BinaryPrimitives.WriteInt32LittleEndian(head[(44 + k * 8)..], value);
            BinaryPrimitives.WriteInt32LittleEndian(head[(48 + k * 8)..], -value);
        }
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A stretch of what was heard.</summary>
    /// <param name="First">Of an exact one: the frame it begins with.</param>
    public readonly record struct Stretch(StretchKind Kind, int First, int Frames)
    {
        /// <summary>Behind the last frame of an exact one.</summary>
        public int End => First + Frames;

        public override string ToString() => Kind == StretchKind.Exact ? $"[{First}..{End})" : $"{Kind} {Frames}";
    }

    public enum StretchKind
    {
        Exact,
        /// <summary>Neither exact nor silent: what no fade explains fails <see cref="Read"/>.</summary>
        Fade,
        Silence,
    }

    /// <summary>A raw file's doubles as S32: exact where they hold no more bits.</summary>
    public static byte[] Narrowed(ReadOnlySpan<byte> doubles)
    {
        var samples = MemoryMarshal.Cast<byte, double>(doubles);
        var bytes = new byte[samples.Length * sizeof(int)];
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), (int)Math.Round(samples[i] * 2147483648.0));
        return bytes;
    }

    /// <summary>Reads S32; fails where a frame is louder than any of the sound, its channels disagree, or a fade jumps.</summary>
    /// <param name="frames">Of the sound: none can be louder than its last.</param>
    /// <param name="cut">The frame at which the device was lost and another one begins: there the sound may break off.</param>
    /// <param name="mayStop">The device is one that puts silence anywhere when it is woken late.</param>
    /// <param name="begin">The frame that a file begins with, which is heard at once, whatever was before it.</param>
    public static IReadOnlyList<Stretch> Read(ReadOnlySpan<byte> bytes, int frames, long? cut = null, int begin = 0, bool mayStop = false)
    {
        var found = new List<Stretch>();
        var (kind, first, since) = (StretchKind.Silence, 0, 0);
        var (count, last) = (bytes.Length / 8, 0L);
        for (var k = 0; k < count; k++)
        {
            var left = BinaryPrimitives.ReadInt32LittleEndian(bytes[(k * 8)..]);
            var right = BinaryPrimitives.ReadInt32LittleEndian(bytes[(k * 8 + 4)..]);
            Assert.True(left == -right, $"Frame {k}: the channels say {left} and {right}.");
            Assert.True(left >= 0 && left <= (long)frames * Step, $"Frame {k} is {left}: louder than anything in the sound.");
            var index = left % Step == 0 ? left / Step - 1 : -1;
            // In the middle of a fade a frame may happen to be some other one's value: exact is what goes on exactly.
            var goesOn = kind == StretchKind.Exact && index == first + (k - since);
            var starts = index >= 0 && !goesOn && Follows(bytes, k, index);
            var now = left == 0 ? StretchKind.Silence : goesOn || starts ? StretchKind.Exact : StretchKind.Fade;
            // A fade of 5 ms moves by less than a hundredth of its level a frame; one that is cut off is a click. Only the sound's own end is one,
            // and the beginning of a file in the middle of it.
            var isEnd = kind == StretchKind.Exact && first + (k - since) == frames;
            var isBegin = starts && index == begin;
            Assert.True(k == cut || isEnd || isBegin || mayStop || Math.Abs(left - last) <= (long)frames * Step / 50, $"Frame {k} jumps from {last} to {left}.");
            last = left;
            if (now == kind && (kind != StretchKind.Exact || goesOn)) continue;
            if (k > since) found.Add(new(kind, first, k - since));
            (kind, first, since) = (now, now == StretchKind.Exact ? index : 0, k);
        }
        if (count > since) found.Add(new(kind, first, count - since));
        return found;
    }

    /// <summary>All exact stretches together hold every frame of a range at least once.</summary>
    public static void AssertHolds(IEnumerable<Stretch> stretches, int from, int to, int mayMiss = 0)
    {
        var missing = 0;
        var at = from;
        foreach (var s in stretches.Where(s => s.Kind == StretchKind.Exact).OrderBy(s => s.First))
        {
            if (s.First > at) missing += Math.Min(s.First, to) - at;
            at = Math.Max(at, s.End);
            if (at >= to) break;
        }
        if (at < to) missing += to - at;
        Assert.True(missing <= mayMiss, $"{missing} frames of {from} to {to} are missing in {string.Join(" ", stretches)}.");
    }

    private static bool Follows(ReadOnlySpan<byte> bytes, int k, int index)
    {
        for (var ahead = 1; ahead <= 3 && (k + ahead) * 8 + 4 <= bytes.Length; ahead++)
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes[((k + ahead) * 8)..]) != (index + 1 + ahead) * Step) return false;
        return true;
    }
}
