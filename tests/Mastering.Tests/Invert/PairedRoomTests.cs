using System.Globalization;
using System.Text.RegularExpressions;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>Mode A on real music that was put into a room: the render cancels the reference.</summary>
public sealed class PairedRoomTests(PairedRoomTests.Hall hall, ITestOutputHelper log) : IClassFixture<PairedRoomTests.Hall>
{
    /// <summary>Music in a hall, matched once, with a preset saved.</summary>
    public sealed class Hall : IDisposable
    {
        private RoomMatch? _match;

        internal RoomMatch Match => _match ??= new RoomMatch("singularity-music", "*.ogg", 0.4, -14, seconds: 16).Run(Stages.Default | Stages.Reverb);

        public void Dispose() => _match?.Dispose();
    }

    [Fact]
    public void Given_real_music_in_a_hall_then_the_render_of_the_dry_file_cancels_the_reference() => RequireCancelled(hall.Match, mostDb: -45);

    [Fact]
    public void Given_real_music_in_a_room_longer_than_first_tried_then_the_render_of_the_dry_file_cancels_the_reference() =>
        RequireCancelled("xmoto-data", "*speeditup.ogg", 0.8, -10, 14, mostDb: -45);

    [Theory]
    [Trait("Category", "full")]
    [InlineData("xmoto-data", "*speeditup.ogg", 0.8, -10.0, 26)]
    [InlineData("singularity-music", "*.ogg", 0.4, -14.0, 40)]
    [InlineData("singularity-music", "*.ogg", 0.3, -12.0, 24)]
    public void Given_more_real_music_in_a_room_then_the_render_of_the_dry_file_cancels_the_reference(string package, string file, double rt60, double db, int seconds) =>
        RequireCancelled(package, file, rt60, db, seconds, mostDb: -65);

    [Fact]
    public void Given_the_saved_preset_and_its_impulse_response_in_another_folder_then_the_dry_file_still_cancels_the_reference()
    {
        var match = hall.Match;
        var style = StyleParamsJson.Read(File.ReadAllBytes(match.PresetPath));
        Assert.Equal("out.ir.wav", style.Reverb!.ImpulseResponse);

        var moved = Directory.CreateDirectory(match.At("moved")).FullName;
        File.Copy(match.At("out.ir.wav"), Path.Combine(moved, "moved.ir.wav"));
        var renderer = new Renderer(new NativeDecode(), new NativeGraph(), new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());
        renderer.Render(
            new RenderRequest
            {
                Input = match.At("target.wav"),
                Output = match.At("again.wav"),
                Style = style with { Reverb = style.Reverb with { ImpulseResponse = Path.Combine(moved, "moved.ir.wav") } },
                Encoding = new OutputEncoding { Samples = SampleKind.F32 },
            },
            null, TestContext.Current.CancellationToken);
        var after = match.NullDb("again.wav");
        Assert.True(after < -45, $"{after:0.0} dB");
    }

    [Fact]
    public void Given_the_reverb_switched_off_then_the_tone_alone_is_copied_and_no_impulse_response_is_written()
    {
        using var match = new RoomMatch("singularity-music", "*.ogg", 0.4, -8, seconds: 12).Run(Stages.Default);
        Assert.Null(match.Result.Style.Reverb);
        Assert.Null(match.Result.RoomPath);
        Assert.Contains(match.Result.Style.Notes, n => n.Contains("the reverb is switched off"));
        Assert.False(File.Exists(match.At("out.ir.wav")));
    }

    private void RequireCancelled(string package, string file, double rt60, double db, int seconds, double mostDb)
    {
        using var match = new RoomMatch(package, file, rt60, db, seconds).Run(Stages.Default | Stages.Reverb);
        RequireCancelled(match, mostDb);
    }

    private void RequireCancelled(RoomMatch match, double mostDb)
    {
        var (before, after) = (match.NullDb("target.wav"), match.NullDb("out.wav"));
        log.WriteLine($"{before:0.0} dB before, {after:0.0} dB after, {match.Result.Cost.Cpu} of processor time");
        foreach (var line in match.Result.Style.Notes) log.WriteLine(line);
        Assert.True(after < mostDb, $"{before:0.0} dB before, {after:0.0} dB after");
        Assert.Null(match.Result.Style.Compressor);
        var note = Assert.Single(match.Result.Style.Notes, n => n.Contains("is in a room"));
        Assert.Equal(match.Rt60, double.Parse(Regex.Match(note, @"60 dB in ([\d.]+) s").Groups[1].Value, CultureInfo.InvariantCulture), 0.05);
        Assert.Equal(match.At("out.ir.wav"), match.Result.RoomPath);
    }
}
