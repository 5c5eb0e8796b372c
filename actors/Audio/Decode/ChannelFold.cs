using System.Numerics;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>
/// From one layout of loudspeakers to another by the coefficients of ITU-R BS.775-3, annex 4: what stands where a loudspeaker is goes there
/// unchanged, a centre or a surround that is missing goes to the front pair 3 dB lower, a missing LFE is left out. Nothing is scaled to keep
/// sums below full scale. Mono stands on both of the front pair unchanged; to mono the front pair is averaged. Immutable.
/// </summary>
public sealed class ChannelFold
{
    private const double Minus3 = 0.70710678118654752440;
    private const ulong Left = 0x1, Right = 0x2, Centre = 0x4, Lfe = 0x8;
    private const ulong LeftOnes = 0x1 | 0x10 | 0x40 | 0x200 | 0x1000 | 0x8000;
    private const ulong RightOnes = 0x2 | 0x20 | 0x80 | 0x400 | 0x4000 | 0x20000;

    // The other of back and side, which are one pair where there is only one.
    private static readonly (ulong From, ulong To)[] Neighbours = [(0x10, 0x200), (0x200, 0x10), (0x20, 0x400), (0x400, 0x20)];

    private readonly double[,] _factors; // to, from

    private ChannelFold(double[,] factors) => _factors = factors;

    public int Inputs => _factors.GetLength(1);

    public int Outputs => _factors.GetLength(0);

    /// <summary>The factor of an input in an output.</summary>
    public double this[int output, int input] => _factors[output, input];

    /// <summary>Null where both are the same: nothing is to be done.</summary>
    public static ChannelFold? Between(AudioFormat from, AudioFormat to)
    {
        var (source, target) = (MaskOf(from), MaskOf(to));
        if (from.Channels == to.Channels && (source == target || source == 0 || target == 0)) return null;
        var factors = new double[to.Channels, from.Channels];
        if (from.Channels == 1)
        {
            if (to.Channels == 1) return null;
            factors[0, 0] = factors[1, 0] = 1;
            return new(factors);
        }
        if (to.Channels == 1)
        {
            var pair = new double[2, from.Channels];
            Spread(source, 0x3, pair, from.Channels);
            for (var i = 0; i < from.Channels; i++) factors[0, i] = 0.5 * (pair[0, i] + pair[1, i]);
            return new(factors);
        }
        Spread(source, target, factors, from.Channels);
        return IsIdentity(factors) ? null : new(factors);
    }

    /// <summary>Frames of source from offset on into target, which is set.</summary>
    public void Apply(AudioBlock source, int offset, AudioBlock target, int frames)
    {
        if (source.Channels != Inputs || target.Channels != Outputs) throw new ArgumentException("The blocks have other channels than the fold.", nameof(source));
        target.Frames = frames;
        for (var o = 0; o < Outputs; o++)
        {
            var sum = target.Channel(o);
            var isFirst = true;
            for (var i = 0; i < Inputs; i++)
            {
                var factor = _factors[o, i];
                if (factor == 0) continue;
                Add(source.Plane(i).Slice(offset, frames), factor, sum, isFirst);
                isFirst = false;
            }
            if (isFirst) sum.Clear();
        }
    }

    private static void Add(ReadOnlySpan<double> source, double factor, Span<double> sum, bool isFirst)
    {
        if (isFirst && factor == 1)
        {
            source.CopyTo(sum);
            return;
        }
        if (isFirst) sum.Clear();
        var i = 0;
        var wide = new Vector<double>(factor);
        // Product and sum are rounded one after the other in both loops, so that the width of the vectors does not show.
        for (; i <= sum.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sum[i..]) + new Vector<double>(source[i..]) * wide).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] += source[i] * factor;
    }

    private static bool IsIdentity(double[,] factors)
    {
        if (factors.GetLength(0) != factors.GetLength(1)) return false;
        for (var o = 0; o < factors.GetLength(0); o++)
            for (var i = 0; i < factors.GetLength(1); i++)
                if (factors[o, i] != (o == i ? 1 : 0)) return false;
        return true;
    }

    private static ulong MaskOf(AudioFormat format)
    {
        var mask = BitOperations.PopCount(format.ChannelMask) == format.Channels ? format.ChannelMask : 0;
        return mask != 0 ? mask : AudioFormat.DefaultMask(format.Channels);
    }

    private static void Spread(ulong source, ulong target, double[,] factors, int inputs)
    {
        // Without loudspeakers to go by the channels keep their numbers.
        if (source == 0 || target == 0)
        {
            for (var c = 0; c < Math.Min(inputs, factors.GetLength(0)); c++) factors[c, c] = 1;
            return;
        }
        for (var i = 0; i < inputs; i++)
        {
            var speaker = Bit(source, i);
            if (Put(speaker, 1)) continue;
            if (Neighbours.FirstOrDefault(n => n.From == speaker) is { To: not 0 } other && (source & other.To) == 0 && Put(other.To, 1)) continue;
            if (speaker == Lfe) continue;
            if ((speaker & LeftOnes) != 0) _ = Put(Left, speaker == Left ? 1 : Minus3) || Put(Centre, 0.5);
            else if ((speaker & RightOnes) != 0) _ = Put(Right, speaker == Right ? 1 : Minus3) || Put(Centre, 0.5);
            else
            {
                // The centre 3 dB lower on both; what stands in the middle behind or above another 3 dB.
                var factor = speaker == Centre ? Minus3 : 0.5;
                Put(Left, factor);
                Put(Right, factor);
            }

            bool Put(ulong place, double factor)
            {
                if ((target & place) == 0) return false;
                factors[BitOperations.PopCount(target & (place - 1)), i] += factor;
                return true;
            }
        }
    }

    private static ulong Bit(ulong mask, int index)
    {
        for (; index > 0; index--) mask &= mask - 1;
        return mask & (ulong)-(long)mask;
    }
}
