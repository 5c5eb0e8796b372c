using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace NTWorkstation.Dsp.Interop;

/// <summary>nt_device_format and nt_capture_format, which are alike field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeFormat
{
    public double SampleRate, LatencySeconds;
    public uint Channels;
    public int Samples;
    public uint PeriodFrames;
    public int IsExact;
}

/// <summary>What nt_device_description and nt_capture_description begin with: texts ended by NUL.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeName
{
    public fixed byte Id[256];
    public fixed byte Text[256];
    public fixed byte Backend[16];

    public static string Read(byte* text) => Utf8StringMarshaller.ConvertToManaged(text)!;
}
