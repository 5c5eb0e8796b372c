using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The meters and the analyser of ntdsp/analysis.h, field by field.</summary>
internal static unsafe partial class AnalysisNative
{
    public const int MelBands = 64;
    public const int SixthOctaves = 55;
    public const int ThirdOctaves = 30;
    public const uint AnalyseF0 = 1;

    /// <summary>nt_values.</summary>
    public enum Values
    {
        SpectrumMid = 0,
        SpectrumSide = 1,
        SpectrumCross = 2,
        SixthMean = 3,
        SixthDeviation = 4,
        ThirdLevels = 5,
        MelHz = 6,
        MelPower = 7,
        MelLevels = 8,
        MelSideLevels = 9,
        LoudnessLevels = 10,
        LoudnessSeries = 11,
        RmsLevels = 12,
        CrestLevels = 13,
        Dc = 14,
        Decay = 15,
        F0Hz = 16,
        F0Confidence = 17,
        Swing = 18,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LoudnessReading
    {
        public double Integrated;
        public double Momentary;
        public double ShortTerm;
        public double MomentaryMax;
        public double ShortTermMax;
        public double Range;
        public double TruePeak;
        public double SamplePeak;
        public ulong Frames;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct AnalyserOptions
    {
        public double SampleRate;
        public ulong ChannelMask;
        public uint Channels;
        public uint TruePeakOversampling;
        public uint Features;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct AnalyserSummary
    {
        public LoudnessReading Loudness;
        public double MeanSquare;
        public double MidPower;
        public double SidePower;
        public double CrossPower;
        public double Rt60;
        public double DecayStep;
        public double SeriesStep;
        public ulong ClippedRuns;
        public fixed ulong ActiveFrames[3];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ArtifactsReading
    {
        public ulong Frames;
        public ulong Any;
        public ulong Clipped;
        public ulong Steps;
        public ulong Jumps;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_loudness_create(
        double sampleRate, uint channels, ulong channelMask, uint truePeakOversampling, out LoudnessHandle meter);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_loudness_add(LoudnessHandle meter, double** input, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_loudness_read(LoudnessHandle meter, out LoudnessReading reading);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_loudness_merge(LoudnessHandle meter, LoudnessHandle from);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_loudness_destroy(nint meter);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_analyser_create(AnalyserOptions* options, out AnalyserHandle analyser);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_analyser_add(AnalyserHandle analyser, double** input, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_analyser_finish(AnalyserHandle analyser);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_analyser_summarise(AnalyserHandle analyser, out AnalyserSummary summary);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_analyser_values(
        AnalyserHandle analyser, Values kind, uint index, double* values, uint capacity, out uint count);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_analyser_destroy(nint analyser);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_artifacts_create(double sampleRate, uint channels, out ArtifactsHandle meter);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_artifacts_add(ArtifactsHandle meter, double** target, double** render, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_artifacts_read(ArtifactsHandle meter, out ArtifactsReading reading);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_artifacts_destroy(nint meter);
}
