using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/processors.h, field by field.</summary>
internal static unsafe partial class ProcessorsNative
{
    public const int CrossoverMaxFrequencies = 7;

    [InlineArray(CrossoverMaxFrequencies)]
    public struct FrequencyArray
    {
        private double _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CrossoverParams
    {
        public uint FrequencyCount;
        public uint Order;
        public FrequencyArray FrequencyHz;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MatrixRouteParams
    {
        public uint From;
        public uint To;
        public double Gain;
        public int Inverted;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MatrixParams
    {
        public MatrixRouteParams* Routes;
        public uint RouteCount;
        public uint OutputCount;
        public int Unit;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PolarityParams
    {
        public int Inverted;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DelayParams
    {
        public double Delay;
        public int Unit;
        public int WholeFrames;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MidSideParams
    {
        public int Decode;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DcBlockParams
    {
        public double FrequencyHz;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct GateParams
    {
        public double ThresholdDb;
        public double HysteresisDb;
        public double RangeDb;
        public double AttackMs;
        public double HoldMs;
        public double ReleaseMs;
        public double LookaheadMs;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DeEsserParams
    {
        public double FrequencyHz;
        public double ThresholdDb;
        public double Ratio;
        public double KneeDb;
        public double RangeDb;
        public double AttackMs;
        public double ReleaseMs;
        public double LookaheadMs;
        public int Wide;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CrossfeedParams
    {
        public double CutHz;
        public double FeedDb;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct EqualLoudnessParams
    {
        public double ReferencePhon;
        public double VolumeDb;
        public double Amount;
    }
}
