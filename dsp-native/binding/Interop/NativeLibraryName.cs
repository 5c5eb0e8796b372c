namespace NTWorkstation.Dsp.Interop;

internal static class NativeLibraryName
{
    /// <summary>libntdsp.so beside the assembly, of the level that <see cref="NativeLevel"/> chooses.</summary>
    public const string Value = "ntdsp";
}
