using System.Runtime.Intrinsics;

namespace NTWorkstation.Mastering.Job;

/// <summary>Samples between f64 and f32, eight at a time.</summary>
internal static class FloatCopies
{
    /// <returns>False where a sample is not the same in f32.</returns>
    public static bool TryNarrow(ReadOnlySpan<double> from, Span<float> to)
    {
        var same = Vector256<double>.AllBitsSet;
        var i = 0;
        for (; i + 8 <= from.Length; i += 8)
        {
            var (low, high) = (Vector256.Create(from[i..]), Vector256.Create(from[(i + 4)..]));
            var narrow = Vector256.Narrow(low, high);
            var (backLow, backHigh) = Vector256.Widen(narrow);
            same &= Vector256.Equals(low, backLow) & Vector256.Equals(high, backHigh);
            narrow.CopyTo(to[i..]);
        }
        var exact = same.AsInt64() == Vector256<long>.AllBitsSet;
        for (; i < from.Length; i++)
        {
            to[i] = (float)from[i];
            exact &= to[i] == from[i];
        }
        return exact;
    }

    public static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        var i = 0;
        for (; i + 8 <= from.Length; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(from[i..]));
            low.CopyTo(to[i..]);
            high.CopyTo(to[(i + 4)..]);
        }
        for (; i < from.Length; i++) to[i] = from[i];
    }
}
