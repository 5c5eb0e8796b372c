using System.Runtime.InteropServices;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Graph;

/// <summary>What the native library is made of. Thread-safe.</summary>
public static unsafe partial class NativeEngine
{
    public static EngineVersions Describe()
    {
        Status.Check(nt_engine_describe(out var info));
        return new EngineVersions(Text(info.Engine), Text(info.IsaClass), Text(info.Codec), Text(info.Resampler), Text(info.Pitch));
    }

    /// <summary>The instructions that the loaded library was built for: "generic", "avx2", "avx512", "neon".</summary>
    public static string Level => Text(nt_engine_level());

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    [StructLayout(LayoutKind.Sequential)]
    private struct EngineInfo
    {
        public nint Engine;
        public nint IsaClass;
        public nint Codec;
        public nint Resampler;
        public nint Pitch;
    }

    [LibraryImport(NativeLibraryName.Value)]
    private static partial NativeStatus nt_engine_describe(out EngineInfo info);

    [LibraryImport(NativeLibraryName.Value)]
    private static partial nint nt_engine_level();
}
