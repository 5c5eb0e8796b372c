namespace NTWorkstation.Dsp.Interop;

internal static class NativeLibraryName
{
    /// <summary>libntdsp.so beside the assembly.</summary>
    public const string Value = "ntdsp";
}
