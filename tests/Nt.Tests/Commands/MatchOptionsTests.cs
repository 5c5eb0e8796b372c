using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Nt.Commands.Match;
using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands;

public sealed class MatchOptionsTests
{
    private static readonly string[] Least = ["--reference", "r.wav", "--target", "t.wav", "--out", "o.flac"];

    [Fact]
    public void Given_the_least_then_the_defaults_are_those_of_the_help()
    {
        var order = Read(Least);
        Assert.Equal([new ReferenceArgument("r.wav", 1)], order.References);
        Assert.Equal(MatchMode.Unpaired, order.Mode);
        Assert.Equal(1, order.Amount);
        Assert.Equal(-1, order.Ceiling.Value);
        Assert.Null(order.Loudness);
        Assert.Equal(Stages.Default, order.Stages);
        Assert.Equal(MediaKind.Flac, order.Encoding.Kind);
        Assert.Equal(SampleKind.S24, order.Encoding.Samples);
        Assert.Equal(DitherKind.Tpdf, order.Encoding.Dither);
    }

    [Fact]
    public void Given_every_option_then_each_arrives()
    {
        var order = Read([
            "--reference", "a.wav:2", "--reference", "b.json:0.5", "--target", "t.wav", "--out", "o.wav", "--amount", "40", "--ceiling", "-2.5", "--lufs", "-16",
            "--eq-only", "--no-rider", "--no-stereo", "--ir", "hall.wav", "--pitch", "--bits", "16", "--dither", "shaped", "--save-preset", "p.json", "--report", "r.html", "--preview", "v.wav", "--json",
        ]);
        Assert.Equal([new ReferenceArgument("a.wav", 2), new ReferenceArgument("b.json", 0.5)], order.References);
        Assert.False(order.References[0].IsCurve);
        Assert.True(order.References[1].IsCurve);
        Assert.Equal(0.4, order.Amount, 12);
        Assert.Equal(-2.5, order.Ceiling.Value);
        Assert.Equal(-16, order.Loudness!.Value.Value);
        Assert.Equal((Stages.Default | Stages.Pitch) & ~(Stages.MatchFir | Stages.Rider | Stages.Width), order.Stages);
        Assert.Equal("hall.wav", order.ImpulseResponse);
        Assert.Equal(SampleKind.S16, order.Encoding.Samples);
        Assert.Equal(DitherKind.Shaped, order.Encoding.Dither);
        Assert.Equal(("p.json", "r.html", "v.wav"), (order.PresetPath, order.ReportPath, order.PreviewPath));
        Assert.True(order.Json);
    }

    [Theory]
    [InlineData("--no-eq", Stages.Eq)]
    [InlineData("--no-match-fir", Stages.MatchFir)]
    [InlineData("--eq-only", Stages.MatchFir)]
    [InlineData("--no-compressor", Stages.Compressor)]
    [InlineData("--no-rider", Stages.Rider)]
    [InlineData("--no-exciter", Stages.Exciter)]
    [InlineData("--no-stereo", Stages.Width)]
    [InlineData("--no-gain", Stages.Gain)]
    [InlineData("--no-limiter", Stages.Limiter)]
    public void Given_a_switch_then_it_takes_out_exactly_its_stage(string option, Stages stage) =>
        Assert.Equal(Stages.Default & ~stage, Read([.. Least, option]).Stages);

    [Fact]
    public void Given_mode_a_then_a_room_is_looked_for_unless_forbidden_and_its_file_stands_beside_the_output()
    {
        Assert.Null(Read(Least).RoomPath);
        var order = Read([.. Least, "--mode", "a"]);
        Assert.Equal(Stages.Default | Stages.Reverb, order.Stages);
        Assert.Equal(Path.ChangeExtension(order.Output, ".ir.wav"), order.RoomPath);
        var dry = Read([.. Least, "--mode", "a", "--no-reverb"]);
        Assert.Equal((Stages.Default, (string?)null), (dry.Stages, dry.RoomPath));
    }

    [Theory]
    [InlineData("o.wav", "32f", SampleKind.F32)]
    [InlineData("o.wv", "32f", SampleKind.F32)]
    [InlineData("o.m4a", "24", SampleKind.S24)]
    public void Given_bits_that_the_format_holds_then_they_are_stored(string path, string bits, SampleKind kind) =>
        Assert.Equal(kind, Read(["--reference", "r.wav", "--target", "t.wav", "--out", path, "--bits", bits]).Encoding.Samples);

    [Fact]
    public void Given_m4a_then_it_is_alac_unless_aac_is_asked_for()
    {
        Assert.Equal(MediaKind.Alac, Read(["--reference", "r.wav", "--target", "t.wav", "--out", "o.m4a"]).Encoding.Kind);
        Assert.Equal(MediaKind.Aac, Read(["--reference", "r.wav", "--target", "t.wav", "--out", "o.m4a", "--codec", "aac"]).Encoding.Kind);
    }

    // Everything here must be said before a file is opened: none of the files exists, and the code is still 2.
    public static TheoryData<string[], string> Nonsense() => new()
    {
        { ["--target", "t.wav", "--out", "o.wav"], "--reference" },
        { ["--reference", "r.wav", "--out", "o.wav"], "--target" },
        { ["--reference", "r.wav", "--target", "t.wav"], "--out" },
        { [.. Least, "--mode", "c"], "a or b" },
        { [.. Least, "--amount", "101"], "0 to 100" },
        { [.. Least, "--amount", "much"], "a number" },
        { [.. Least, "--amount", "NaN"], "a number" },
        { [.. Least, "--ceiling", "1"], "-20 to 0" },
        { [.. Least, "--lufs", "3"], "-60 to 0" },
        { [.. Least, "--bits", "20"], "16, 24 or 32f" },
        { [.. Least, "--bits", "32f"], "FLAC" },
        { [.. Least, "--dither", "loud"], "none, tpdf or shaped" },
        { [.. Least, "--no-everything"], "--no-everything" },
        { [.. Least, "--target", "u.wav"], "--target" },
        { [.. Least, "--lufs", "-14", "--no-gain"], "--no-gain" },
        { [.. Least, "--preview", "p.mp3"], ".wav" },
        { [.. Least, "--report", "./o.flac"], "--report" },
        { [.. Least, "--codec", "aac"], ".m4a" },
        { [.. Least, "--bit-rate", "128"], "lossless" },
        { ["--reference", "r.wav:0", "--target", "t.wav", "--out", "o.wav"], "weight" },
        { ["--reference", "r.wav:-1", "--target", "t.wav", "--out", "o.wav"], "weight" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "t.wav"], "same file" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "./r.wav"], "same file" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "o.xyz"], ".flac" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "o"], ".flac" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "o.mp3", "--bits", "24"], "MP3" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "o.opus", "--dither", "tpdf"], "Opus" },
        { ["--reference", "r.wav", "--target", "t.wav", "--out", "o.wav", "--bits", "32f", "--dither", "tpdf"], "f32" },
        { ["--reference", "a.wav", "--reference", "b.wav", "--target", "t.wav", "--out", "o.wav", "--mode", "a"], "exactly one" },
        { [.. Least, "--mode", "a", "--ir", "hall.wav"], "--ir" },
        { [.. Least, "--no-reverb", "--ir", "hall.wav"], "--no-reverb" },
        { ["--reference", "r.wav", "--target", "o.ir.wav", "--out", "o.wav", "--mode", "a"], "same file" },
        { ["--reference", "a.json", "--target", "t.wav", "--out", "o.wav", "--mode", "a"], "exactly one" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Given_options_that_make_no_sense_then_it_is_a_usage_error_that_names_them(string[] args, string named)
    {
        var run = InProcess.Run(["match", .. args]);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Empty(run.Out);
        Assert.Contains(named, run.Error);
        Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 2, 3);
    }

    private static MatchOrder Read(string[] args)
    {
        var options = new MatchOptions();
        var command = new Command("match");
        foreach (var option in new Option[]
        {
            options.References, options.Target, options.Out, options.Mode, options.Amount, options.Ceiling, options.Lufs, options.EqOnly, options.ImpulseResponse, options.Pitch,
            options.SavePreset, options.Report, options.Preview, options.Json,
        }.Concat(options.Off).Concat(options.Output.All)) command.Options.Add(option);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed);
    }
}
