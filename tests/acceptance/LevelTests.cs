using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>One executable on processors old and new: NT_ISA chooses the build of the audio library.</summary>
public sealed class LevelTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_a_match_by_the_AVX2_and_the_AVX512_build_then_class_and_samples_are_equal_and_those_of_the_generic_build_are_of_another_class()
    {
        _ = NtBinary.Path;
        var reference = Sounds.WriteMusic(_bench.At("r.wav"), 8, seed: 5);
        var target = Sounds.WriteMusic(_bench.At("t.wav"), 8, seed: 6);
        var generic = Match("generic");
        Assert.Equal("generic", Isa(generic));
        var narrow = Match("avx2");
        Assert.SkipWhen(narrow is { Code: 4 } && narrow.Error.Contains("does not have", StringComparison.Ordinal), "This processor has no AVX2: nothing is compared.");
        Assert.Equal("x86-64-v3", Isa(narrow));
        var wide = Match("avx512");
        Assert.SkipWhen(wide is { Code: 4 } && wide.Error.Contains("does not have", StringComparison.Ordinal), "This processor has no AVX-512: nothing is compared.");
        Assert.Equal("x86-64-v3", Isa(wide));
        Assert.Equal(Hash(narrow), Hash(wide));

        Transcript Match(string level) => NtBinary.Run(new Dictionary<string, string> { ["NT_ISA"] = level },
            "match", "--reference", reference, "--target", target, "--out", _bench.At(level + ".wav"), "--json");
    }

    [Fact]
    public void Given_a_word_that_is_no_level_then_it_is_said_which_there_are()
    {
        _ = NtBinary.Path;
        var sound = Sounds.WriteMusic(_bench.At("t.wav"), 1);
        var run = NtBinary.Run(new Dictionary<string, string> { ["NT_ISA"] = "mmx" }, "analyze", sound);
        Assert.True(run.Code == 4, run.ToString());
        Assert.Contains("NT_ISA=mmx", run.Error);
        Assert.Contains("avx512, avx2, generic", run.Error);
    }

    private static string? Isa(Transcript run) => Output(run).GetProperty("versions").GetProperty("isa").GetString();

    private static string? Hash(Transcript run) => Output(run).GetProperty("sha256").GetString();

    private static System.Text.Json.JsonElement Output(Transcript run)
    {
        Assert.True(run.Code == 0, run.ToString());
        return run.Json.GetProperty("output");
    }
}
