using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Design;

/// <summary>
/// A room made from a seed: noise that decays exponentially by 60 dB in RT60, independent in its two channels, at 48 kHz. Every sample
/// is a function of (seed, channel, frame) alone.
/// </summary>
/// <param name="Rt60">0.05 to 10 s.</param>
public sealed record SynthesisedRoom(Seconds Rt60, ulong Seed)
{
    public const string Prefix = "synth:";
    public static readonly SampleRate Rate = new(48000);

    /// <summary>From "synth:RT60:SEED".</summary>
    /// <exception cref="FormatException">Not of that form, or out of range.</exception>
    public static SynthesisedRoom Parse(string key)
    {
        var parts = key.Split(':');
        if (parts.Length == 3 && parts[0] == "synth"
            && double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rt60) && rt60 is >= 0.05 and <= 10
            && ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return new SynthesisedRoom(new(rt60), seed);
        throw new FormatException($"\"{key}\" is no impulse response: write synth:RT60:SEED with RT60 from 0.05 to 10 s and a whole number as seed, such as synth:1.2:1.");
    }

    /// <summary>Two planes, each of unit energy in the mean.</summary>
    public double[][] Impulse()
    {
        var frames = (int)Rate.Frames(Rt60).Value;
        var planes = new double[2][];
        var energy = 0.0;
        for (var c = 0; c < 2; c++)
        {
            planes[c] = new double[frames];
            for (var i = 0; i < frames; i++)
            {
                var x = Noise((ulong)c, (ulong)i) * PortableMath.Amplitude(-60.0 * i / frames);
                planes[c][i] = x;
                energy += x * x;
            }
        }
        var scale = 1 / Math.Sqrt(energy / 2);
        foreach (var plane in planes)
            for (var i = 0; i < plane.Length; i++) plane[i] *= scale;
        return planes;
    }

    // Sum of four uniform values of a counter-based generator (SplitMix64's mixer): near to a normal distribution.
    private double Noise(ulong channel, ulong frame)
    {
        var z = Mix(Seed ^ Mix(channel * 0x9E3779B97F4A7C15 + frame));
        return ((z & 0xFFFF) + (z >> 16 & 0xFFFF) + (z >> 32 & 0xFFFF) + (z >> 48)) / 65536.0 - 2;
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
