using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NTWorkstation.Dsp.Interop;

/// <summary>
/// Which of the builds of libntdsp.so this process loads: they lie beside the assembly as glibc would look for them, and
/// the best that the processor runs is taken. NT_ISA=generic, avx2 or avx512 asks for another one. AVX2 and AVX-512 give
/// equal samples, generic others.
/// </summary>
internal static class NativeLevel
{
    public const string Variable = "NT_ISA";

    /// <summary>NT_ABI_VERSION of the headers that this binding was written to.</summary>
    public const uint AbiVersion = 2;

    private const string FileName = "libntdsp.so";

    // Best first.
    private static readonly (string Name, string Folder, Func<bool> Runs)[] Levels =
    [
        ("avx512", "glibc-hwcaps/x86-64-v4", () => Avx2Runs() && Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Avx512CD.VL.IsSupported),
        ("avx2", "glibc-hwcaps/x86-64-v3", Avx2Runs),
        ("generic", "", () => true),
    ];

    /// <summary>The library's path below the folder, for the value of NT_ISA (null or empty: the best).</summary>
    /// <exception cref="DllNotFoundException">NT_ISA names no level, or one that this processor does not run or that is not there.</exception>
    public static string Choose(string folder, string? asked)
    {
        foreach (var level in Levels)
        {
            if (!string.IsNullOrEmpty(asked) && asked != level.Name) continue;
            var path = Path.Combine(folder, level.Folder, FileName);
            if (level.Runs() && File.Exists(path)) return path;
            if (asked != level.Name) continue;
            throw new DllNotFoundException(level.Runs()
                ? $"{Variable}={asked} asks for {path}, which is not there; run scripts/setup."
                : $"{Variable}={asked} asks for instructions that this processor does not have.");
        }
        throw new DllNotFoundException(string.IsNullOrEmpty(asked)
            ? $"{FileName} is not in {folder}; run scripts/setup."
            : $"{Variable}={asked}: the levels are {string.Join(", ", Levels.Select(level => level.Name))}.");
    }

    /// <exception cref="DllNotFoundException">The library's signatures and structs are not those of this binding.</exception>
    public static void Require(uint version, string path)
    {
        if (version != AbiVersion) throw new DllNotFoundException($"{path} has the ABI {version}, and this program needs {AbiVersion}; run scripts/setup.");
    }

    // The resolver must be there before the first call of any of the imports, whichever class it is in.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLevel).Assembly, static (name, assembly, _) =>
            name == NativeLibraryName.Value
                ? Load(Choose(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(Variable)))
                : 0);

    private static unsafe nint Load(string path)
    {
        var library = NativeLibrary.Load(path);
        Require(((delegate* unmanaged<uint>)NativeLibrary.GetExport(library, "nt_abi_version"))(), path);
        return library;
    }

    private static bool Avx2Runs() => Avx2.IsSupported && Fma.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported;
}
