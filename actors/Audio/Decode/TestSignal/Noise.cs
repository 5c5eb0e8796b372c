namespace NTWorkstation.Audio.Decode.TestSignal;

/// <summary>Noise as a function of (seed, channel, row, frame): any frame can be had without those before it.</summary>
internal static class Noise
{
    private const double Sqrt3 = 1.73205080756887729353;

    /// <summary>Of one stream of numbers.</summary>
    public static ulong Key(int seed, int channel, int row) => Mix(Mix((uint)seed + 1UL) ^ ((ulong)(uint)channel << 32 | (uint)row));

    /// <summary>Evenly spread with mean 0 and RMS 1, so within ±√3.</summary>
    public static double At(ulong key, long frame) => (long)Mix(key + (ulong)frame * 0x9E3779B97F4A7C15) * (Sqrt3 / 9223372036854775808.0);

    // The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
