using System.Runtime.InteropServices;
using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/graph.h, field by field.</summary>
internal static unsafe partial class GraphNative
{
    public const int EqMaxBands = 32;
    public const int BiquadMaxSections = 64;

    public enum Kind
    {
        Gain = 1,
        Eq = 2,
        Fir = 3,
        Width = 4,
        Compressor = 5,
        Multiband = 6,
        Exciter = 7,
        Rider = 8,
        Reverb = 9,
        Limiter = 10,
        Dither = 11,
        Pitch = 12,
        Crossover = 13,
        Matrix = 14,
        Polarity = 15,
        Delay = 16,
        MidSide = 17,
        DcBlock = 18,
        Gate = 19,
        DeEsser = 20,
        Crossfeed = 21,
        EqualLoudness = 22,
        Biquad = 40,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ProcessorInfo
    {
        public int Kind;
        public int Cut;
        public uint Latency;
        public uint Channels;
        public ulong Tail;
        public double SampleRate;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct GainParams
    {
        public double GainDb;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct EqBandParams
    {
        public int Type;
        public int Reserved;
        public double FrequencyHz;
        public double Q;
        public double GainDb;
    }

    [System.Runtime.CompilerServices.InlineArray(EqMaxBands)]
    public struct EqBandArray
    {
        private EqBandParams _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct EqParams
    {
        public uint BandCount;
        public int Design;
        public EqBandArray Bands;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct BiquadSectionParams
    {
        public double B0;
        public double B1;
        public double B2;
        public double A1;
        public double A2;
    }

    [System.Runtime.CompilerServices.InlineArray(BiquadMaxSections)]
    public struct BiquadSectionArray
    {
        private BiquadSectionParams _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct BiquadParams
    {
        public uint SectionCount;
        public uint Reserved;
        public double SampleRate;
        public BiquadSectionArray Sections;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct FirParams
    {
        public double* Taps;
        public double* SideTaps;
        public uint TapCount;
        public uint Delay;
        public int Layout;
        public uint ChannelCount;
        public uint Block, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct WidthParams
    {
        public uint BandCount;
        public uint Reserved;
        public fixed double CrossoverHz[3];
        public fixed double Width[4];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CompressorParams
    {
        public double ThresholdDb;
        public double Ratio;
        public double KneeDb;
        public double AttackMs;
        public double ReleaseMs;
        public double LookaheadMs;
        public double MakeupDb;
        public double RmsMs;
        public double Mix;
        public int Detector;
        public int Reserved;
    }

    [System.Runtime.CompilerServices.InlineArray(5)]
    public struct CompressorArray
    {
        private CompressorParams _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MultibandParams
    {
        public uint BandCount;
        public uint Reserved;
        public fixed double CrossoverHz[4];
        public CompressorArray Bands;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ExciterParams
    {
        public double DriveDb;
        public double Mix;
        public double FromHz;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct RiderParams
    {
        public double TargetLufs;
        public double Amount;
        public double MaxDb;
        public double RateDbPerS;
        public double GateLufs;
        public double WindowS;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ReverbParams
    {
        public double** Ir;
        public uint IrChannels;
        public uint IrFrames;
        public double Mix;
        public double PreDelayMs;
        public uint Block, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LimiterParams
    {
        public double CeilingDb;
        public double LookaheadMs;
        public double ReleaseMs;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DitherParams
    {
        public ulong Seed;
        public uint Bits;
        public int Kind;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PitchParams
    {
        public double Semitones;
    }

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_processor_create(Kind kind, void* parameters, nuint size, out ProcessorHandle processor);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_processor_destroy(nint processor);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_create(out GraphHandle graph);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_append(GraphHandle graph, nint processor);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_append_on(GraphHandle graph, nint processor, uint* channels, uint count);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_output_channels(GraphHandle graph, out uint channels);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_activate(GraphHandle graph, double sampleRate, uint channels, uint maxFrames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_process(GraphHandle graph, double** input, double** output, uint frames);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_reset(GraphHandle graph);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_describe(GraphHandle graph, out ProcessorInfo info);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_save_state(GraphHandle graph, void* bytes, ref nuint size);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_load_state(GraphHandle graph, void* bytes, nuint size);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_graph_gain_history(GraphHandle graph, uint index, float* gainDb, uint capacity, out uint got);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial void nt_graph_destroy(nint graph);

    [LibraryImport(NativeLibraryName.Value)]
    public static partial NativeStatus nt_eq_response_db(EqParams* parameters, double sampleRate, double* frequencies, double* db, uint count);
}
