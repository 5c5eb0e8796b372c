using System.Globalization;
using System.Text.RegularExpressions;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>Mode A on real music that was put into a room: the render cancels the reference.</summary>
public sealed class PairedRoomTests(ITestOutputHelper log) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-room-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static MatchJob Job => new(new NativeDecode(), new NativeGraph(), new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());

    [Theory]
    [InlineData("xmoto-data", "*speeditup.ogg", 0.8, -10.0, 26)]
    [InlineData("singularity-music", "*.ogg", 0.4, -14.0, 40)]
    public void Given_real_music_in_a_room_then_the_render_of_the_dry_file_cancels_the_reference(string package, string file, double rt60, double db, int seconds)
    {
        var (dry, wet) = InRoom(package, file, rt60, db, seconds);
        var result = Match(Stages.Default | Stages.Reverb, preset: null);

        var (before, after) = (PairedMusic.NullDb(dry, wet), PairedMusic.NullDb(PairedMusic.Read(InFolder("out.wav")), wet));
        log.WriteLine($"{before:0.0} dB before, {after:0.0} dB after, {result.Cost.Cpu} of processor time");
        foreach (var line in result.Style.Notes) log.WriteLine(line);
        Assert.True(after < -45, $"{before:0.0} dB before, {after:0.0} dB after");
        Assert.Null(result.Style.Compressor);
        var note = Assert.Single(result.Style.Notes, n => n.Contains("is in a room"));
        Assert.Equal(rt60, double.Parse(Regex.Match(note, @"60 dB in ([\d.]+) s").Groups[1].Value, CultureInfo.InvariantCulture), 0.05);
        Assert.Equal(InFolder("out.ir.wav"), result.RoomPath);
    }

    [Fact]
    public void Given_the_saved_preset_and_its_impulse_response_in_another_folder_then_the_dry_file_still_cancels_the_reference()
    {
        var (_, wet) = InRoom("singularity-music", "*.ogg", 0.3, -12, seconds: 24);
        Match(Stages.Default | Stages.Reverb, preset: InFolder("room.json"));
        var style = StyleParamsJson.Read(File.ReadAllBytes(InFolder("room.json")));
        Assert.Equal("out.ir.wav", style.Reverb!.ImpulseResponse);

        var moved = Directory.CreateDirectory(InFolder("moved")).FullName;
        File.Move(InFolder("out.ir.wav"), Path.Combine(moved, "out.ir.wav"));
        var renderer = new Renderer(new NativeDecode(), new NativeGraph(), new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());
        renderer.Render(
            new RenderRequest
            {
                Input = InFolder("target.wav"),
                Output = InFolder("again.wav"),
                Style = style with { Reverb = style.Reverb with { ImpulseResponse = Path.Combine(moved, style.Reverb.ImpulseResponse) } },
                Encoding = new OutputEncoding { Samples = SampleKind.F32 },
            },
            null, TestContext.Current.CancellationToken);
        var after = PairedMusic.NullDb(PairedMusic.Read(InFolder("again.wav")), wet);
        Assert.True(after < -45, $"{after:0.0} dB");
    }

    [Fact]
    public void Given_the_reverb_switched_off_then_the_tone_alone_is_copied_and_no_impulse_response_is_written()
    {
        InRoom("singularity-music", "*.ogg", 0.4, -8, seconds: 20);
        var result = Match(Stages.Default, preset: null);
        Assert.Null(result.Style.Reverb);
        Assert.Null(result.RoomPath);
        Assert.Contains(result.Style.Notes, n => n.Contains("the reverb is switched off"));
        Assert.False(File.Exists(InFolder("out.ir.wav")));
    }

    private ((double[], double[]) Dry, (double[], double[]) Wet) InRoom(string package, string file, double rt60, double db, int seconds)
    {
        var (left, right, rate) = PairedMusic.Excerpt(package, file, seconds);
        PairedMusic.WriteWav(InFolder("target.wav"), left, right, rate);
        var wet = (KnownRoom.In(left, KnownRoom.Impulse(rate, rt60, 12, db, seed: 1)), KnownRoom.In(right, KnownRoom.Impulse(rate, rt60, 12, db, seed: 2)));
        PairedMusic.WriteWav(InFolder("reference.wav"), wet.Item1, wet.Item2, rate);
        return ((left, right), wet);
    }

    // Without a limiter: the reference's peaks are above the ceiling that it would keep.
    private MatchResult Match(Stages stages, string? preset) => Job.Run(
        new MatchRequest
        {
            References = [new MatchReference(InFolder("reference.wav"), null)],
            Target = InFolder("target.wav"),
            Output = InFolder("out.wav"),
            Mode = MatchMode.Paired,
            Stages = stages & ~Stages.Limiter,
            PresetPath = preset,
            Encoding = new OutputEncoding { Samples = SampleKind.F32 },
        },
        null, TestContext.Current.CancellationToken);

    private string InFolder(string name) => Path.Combine(_folder, name);
}
