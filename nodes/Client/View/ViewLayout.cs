using System.Runtime.InteropServices;

namespace NTWorkstation.Client.View;

/// <summary>The layout of dsp-native/include/ntdsp/view.h, field by field.</summary>
internal static class ViewLayout
{
    public const ulong Magic = 0x31574549565F544E;
    public const uint Version = 1;
    public const int Ended = 2;
    public const uint Place = 1, Meters = 2, Spectrum = 3, Overview = 4;
    public const int MostChannels = 64, MostPlanes = 8, MostBands = 256, MostFft = 16384;

    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public ulong Magic;
        public uint Version, HeaderBytes;
        public ulong FileBytes;
        public uint SectionCount, SectionBytes;
        public long Process, AliveNs;
        public int State;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Section
    {
        public uint Kind, Slots;
        public ulong Offset, SlotBytes, Latest;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PlaceFrame
    {
        public ulong Sequence;
        public long AtNs;
        public ulong Entry;
        public int State, Reserved;
        public double PositionSeconds, DurationSeconds, AheadSeconds, RateHz;
        public ulong Frame, Output;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MetersFrame
    {
        public ulong Sequence;
        public long AtNs;
        public ulong HeardFrames, Entry;
        public double PositionSeconds, RateHz;
        public uint Channels;
        public int IsSilent;
        public float Momentary, ShortTerm, Integrated, Correlation;
        public ulong LostFrames, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ChannelLevels
    {
        public float Peak, TruePeak, Rms, PeakMax;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct SpectrumFrame
    {
        public ulong Sequence;
        public long AtNs;
        public ulong HeardFrames;
        public double RateHz;
        public uint Planes, FftSize, Bins, Bands, BandsPerOctave;
        public int FirstBand;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ColumnFrame
    {
        public ulong Sequence;
        public long AtNs;
        public ulong Entry;
        public double PositionSeconds;
        public float Least0, Least1, Greatest0, Greatest1, Rms0, Rms1;
    }
}
