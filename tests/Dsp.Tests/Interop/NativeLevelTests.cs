using System.Runtime.Intrinsics.X86;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Interop;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Interop;

public sealed class NativeLevelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-levels").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_all_builds_then_the_best_that_the_processor_runs_is_taken()
    {
        Lay("", "glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v4");
        var best = Avx512F.IsSupported && Avx512BW.VL.IsSupported ? "glibc-hwcaps/x86-64-v4/libntdsp.so" : Avx2.IsSupported ? "glibc-hwcaps/x86-64-v3/libntdsp.so" : "libntdsp.so";
        Assert.Equal(Path.Combine(_folder, best), NativeLevel.Choose(_folder, null));
        Assert.Equal(Path.Combine(_folder, best), NativeLevel.Choose(_folder, ""));
    }

    [Fact]
    public void Given_a_level_that_is_asked_for_then_it_is_taken()
    {
        Lay("", "glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v4");
        Assert.Equal(Path.Combine(_folder, "libntdsp.so"), NativeLevel.Choose(_folder, "generic"));
        if (Avx2.IsSupported) Assert.Equal(Path.Combine(_folder, "glibc-hwcaps/x86-64-v3/libntdsp.so"), NativeLevel.Choose(_folder, "avx2"));
    }

    [Fact]
    public void Given_the_baseline_build_alone_then_it_is_taken()
    {
        Lay("");
        Assert.Equal(Path.Combine(_folder, "libntdsp.so"), NativeLevel.Choose(_folder, null));
    }

    [Fact]
    public void Given_a_word_that_is_no_level_then_the_failure_names_the_levels()
    {
        Lay("", "glibc-hwcaps/x86-64-v3");
        var failure = Assert.Throws<DllNotFoundException>(() => NativeLevel.Choose(_folder, "sse9"));
        Assert.Contains("NT_ISA=sse9", failure.Message, StringComparison.Ordinal);
        Assert.Contains("avx512, avx2, generic", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_no_library_then_the_failure_says_where_it_was_looked_for()
    {
        Assert.Contains(_folder, Assert.Throws<DllNotFoundException>(() => NativeLevel.Choose(_folder, null)).Message, StringComparison.Ordinal);
        Assert.Contains("libntdsp.so", Assert.Throws<DllNotFoundException>(() => NativeLevel.Choose(_folder, "generic")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_library_of_another_ABI_then_it_is_refused_by_both_numbers()
    {
        NativeLevel.Require(NativeLevel.AbiVersion, "/x/libntdsp.so");
        var failure = Assert.Throws<DllNotFoundException>(() => NativeLevel.Require(1, "/x/libntdsp.so"));
        Assert.Contains("/x/libntdsp.so has the ABI 1, and this program needs 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_this_process_then_the_library_beside_it_is_of_the_level_that_was_chosen()
    {
        var chosen = NativeLevel.Choose(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(NativeLevel.Variable));
        var level = chosen.Contains("v4", StringComparison.Ordinal) ? "avx512" : chosen.Contains("v3", StringComparison.Ordinal) ? "avx2" : "generic";
        Assert.Equal(level, NativeEngine.Level);
        Assert.Equal(level == "generic" ? "generic" : "x86-64-v3", NativeEngine.Describe().IsaClass);
    }

    private void Lay(params string[] folders)
    {
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
            File.WriteAllBytes(Path.Combine(_folder, folder, "libntdsp.so"), []);
        }
    }
}
