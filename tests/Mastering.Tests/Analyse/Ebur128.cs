using System.Runtime.InteropServices;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Analyse;

/// <summary>libebur128, the field's own meter, as an oracle.</summary>
internal static unsafe partial class Ebur128
{
    private const string Library = "libebur128.so.1";
    // EBUR128_MODE_I, _LRA, _S and _TRUE_PEAK, with the bits of the modes that they build upon.
    private const int Mode = 1 << 2 | 1 << 3 | 1 << 1 | 1 << 5 | 1 << 4 | 1;

    /// <param name="interleaved">Full scale 1.</param>
    /// <returns>Integrated loudness in LUFS; loudness range in LU, by the library (short-term loudness once a second) and of its short-term
    /// loudness ten times a second; true peak in dBTP at 4 times the rate (2 times from 96 kHz on).</returns>
    public static (double Integrated, double Range, double FineRange, double TruePeak) Measure(float[] interleaved, int channels, int rate)
    {
        if (!NativeLibrary.TryLoad(Library, out _)) Assert.Skip($"{Library} is not installed; scripts/test installs it.");
        var state = Init((uint)channels, (ulong)rate, Mode);
        try
        {
            var shortTerm = new List<double>();
            var frames = interleaved.Length / channels;
            fixed (float* samples = interleaved)
            {
                for (int at = 0, step = rate / 10; at < frames; at += step)
                {
                    Check(AddFrames(state, samples + (long)at * channels, (nuint)Math.Min(step, frames - at)));
                    double loudness;
                    Check(ShortTerm(state, &loudness));
                    if (at + step >= 3 * rate && at + step <= frames) shortTerm.Add(loudness);
                }
            }
            double integrated, range, peak = 0;
            Check(Global(state, &integrated));
            Check(Range(state, &range));
            for (var c = 0; c < channels; c++)
            {
                double one;
                Check(TruePeak(state, (uint)c, &one));
                peak = Math.Max(peak, one);
            }
            return (integrated, range, RangeOf(shortTerm), 20 * Math.Log10(peak));
        }
        finally
        {
            Destroy(&state);
        }
    }

    /// <summary>EBU Tech 3342: from the 10th to the 95th percentile of what is above −70 LUFS and less than 20 LU below the mean of that.</summary>
    private static double RangeOf(List<double> shortTerm)
    {
        var heard = shortTerm.Where(l => l >= -70).ToArray();
        var gate = 10 * Math.Log10(heard.Average(l => Math.Pow(10, l / 10))) - 20;
        var sorted = heard.Where(l => l >= gate).Order().ToArray();
        double Percentile(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
        return Percentile(0.95) - Percentile(0.10);
    }

    private static void Check(int error) => Assert.Equal(0, error);

    [LibraryImport(Library, EntryPoint = "ebur128_init")]
    private static partial nint Init(uint channels, ulong rate, int mode);

    [LibraryImport(Library, EntryPoint = "ebur128_destroy")]
    private static partial void Destroy(nint* state);

    [LibraryImport(Library, EntryPoint = "ebur128_add_frames_float")]
    private static partial int AddFrames(nint state, float* samples, nuint frames);

    [LibraryImport(Library, EntryPoint = "ebur128_loudness_global")]
    private static partial int Global(nint state, double* result);

    [LibraryImport(Library, EntryPoint = "ebur128_loudness_shortterm")]
    private static partial int ShortTerm(nint state, double* result);

    [LibraryImport(Library, EntryPoint = "ebur128_loudness_range")]
    private static partial int Range(nint state, double* result);

    [LibraryImport(Library, EntryPoint = "ebur128_true_peak")]
    private static partial int TruePeak(nint state, uint channel, double* result);
}
