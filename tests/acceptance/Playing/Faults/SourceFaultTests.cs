using System.Diagnostics;
using Xunit;
using static NTWorkstation.Acceptance.Tests.Playing.Faults.Ramp;

namespace NTWorkstation.Acceptance.Tests.Playing.Faults;

/// <summary>Sources that fail while they play. The sounds count on from file to file, so that what the card got says what was left out.</summary>
public sealed class SourceFaultTests : IDisposable
{
    private const int Part = 4 * Rate;
    private const int Fade = Rate / 100; // of what breaks off
    private readonly Workbench _bench = new();
    private readonly AlsaDevices _devices;

    public SourceFaultTests() => _devices = new(_bench);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_files_that_are_deleted_while_they_play_then_the_open_one_is_heard_whole_and_the_next_is_skipped()
    {
        var (a, b, c) = (Write(_bench.At("a.wav"), 10 * Rate), Write(_bench.At("b.wav"), Part), Write(_bench.At("c.wav"), Part, 10 * Rate));
        using var player = Play(a, b, c);
        AwaitSound(Rate / 10);
        File.Delete(a);
        File.Delete(b);

        Assert.Equal(3, player.End());
        var skipped = player.Event("entry-skipped");
        Assert.Contains("b.wav", skipped.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal([new Stretch(StretchKind.Exact, 0, 10 * Rate + Part)], Sounding(Read(_devices.Take(), 10 * Rate + Part)));
    }

    [Fact]
    public void Given_a_file_that_is_cut_off_while_it_plays_then_its_end_is_told_and_the_next_is_heard_whole()
    {
        const int length = 60 * Rate, left = 15 * Rate;
        var (a, b) = (Write(_bench.At("a.wav"), length), Write(_bench.At("b.wav"), Part, length));
        using var player = Play(a, b);
        AwaitSound(Rate / 10);
        using (var file = File.OpenWrite(a)) file.SetLength(44 + left * 8L);

        Assert.Equal(0, player.End());
        player.Event("entry-damaged");
        var heard = Sounding(Read(_devices.Take(), length + Part, begin: length));
        Assert.Equal([StretchKind.Exact, StretchKind.Fade, StretchKind.Exact], heard.Select(s => s.Kind));
        Assert.Equal(0, heard[0].First);
        // What had been read before the cut may be heard beyond it.
        Assert.InRange(heard[0].End, left - 8192, length);
        Assert.InRange(heard[1].Frames, Fade - 4, Fade);
        Assert.Equal(new Stretch(StretchKind.Exact, length, Part), heard[2]);
    }

    [Fact]
    public void Given_damage_in_the_middle_of_a_stream_then_what_is_whole_is_heard_in_its_place_and_nothing_else_sounds()
    {
        Tools.Require("flac");
        const int length = 6 * Rate;
        var a = Damaged(Write(_bench.At("a.wav"), length));
        using var player = Play(a, Write(_bench.At("b.wav"), Part, length));

        Assert.Equal(0, player.End());
        player.Event("entry-damaged");
        var heard = Read(_devices.Take(), length + Part);
        AssertHolds(heard, 0, length / 4);
        AssertHolds(heard, length * 3 / 4, length + Part);
        // Silence stands for what is missing: the sound behind it has not moved.
        Assert.Equal(length + Part, heard.Where(s => s.Frames > 0).SkipWhile(s => s.Kind == StretchKind.Silence).Reverse().SkipWhile(s => s.Kind == StretchKind.Silence).Sum(s => s.Frames));
    }

    [Fact]
    public void Given_an_MP3_of_which_a_part_was_written_over_then_that_is_told_and_the_next_file_is_heard_whole()
    {
        Tools.Require("sox");
        var (noise, a, b) = (_bench.At("noise.wav"), _bench.At("a.mp3"), Write(_bench.At("b.wav"), Part));
        Run("sox", "-n", "-r", "48000", "-c", "2", noise, "synth", "6", "pinknoise", "gain", "-20");
        Run(NtBinary.Path, "convert", noise, a);
        var bytes = File.ReadAllBytes(a);
        new Random(1).NextBytes(bytes.AsSpan(bytes.Length / 2, 2500));
        File.WriteAllBytes(a, bytes);
        using var player = Play(a, b);

        Assert.Equal(0, player.End());
        Assert.InRange(player.Event("entry-damaged").GetProperty("packets").GetInt64(), 1, 20);
        Assert.DoesNotContain(player.Events(), e => Player.Name(e) == "entry-skipped");
        Assert.True(_devices.Take().AsSpan().IndexOf(File.ReadAllBytes(b).AsSpan(44)) > 3 * Rate * 8, "The next file is not heard whole behind what is left of the damaged one.");
    }

    [Fact]
    public void Given_a_program_that_is_killed_while_it_gives_sound_then_what_it_gave_is_heard_and_the_player_ends()
    {
        const int length = 30 * Rate, given = 5 * Rate;
        var song = Write(_bench.At("a.wav"), length);
        var bytes = File.ReadAllBytes(song);
        var start = new ProcessStartInfo(NtBinary.Path, ["play", "-", "--output", "alsa:paced_S32_LE", "--quiet"]) { RedirectStandardInput = true, RedirectStandardError = true };
        foreach (var (name, value) in _devices.Environment) start.Environment[name] = value;
        start.Environment["XDG_RUNTIME_DIR"] = _bench.Folder;
        using var player = Process.Start(start)!;
        player.StandardInput.BaseStream.Write(bytes, 0, 44 + given * 8 + 3);
        player.StandardInput.BaseStream.Flush();
        AwaitSound(Rate);
        player.StandardInput.Close();

        Wait.Until(() => player.HasExited, "the player's end");
        Assert.Contains("ends early", player.StandardError.ReadToEnd(), StringComparison.Ordinal);
        var heard = Sounding(Read(_devices.Take(), length));
        Assert.Equal([StretchKind.Exact, StretchKind.Fade], heard.Select(s => s.Kind));
        Assert.Equal(0, heard[0].First);
        Assert.InRange(heard[0].End, given - Fade, given - Fade + 4);
    }

    [Fact]
    public void Given_a_player_that_is_killed_while_it_writes_a_file_then_none_of_that_name_is_there()
    {
        var output = _bench.At("out.wav");
        using (var player = new Player(_bench, _devices.Environment, "tone:pink?db=-20", "--output", "file:" + output, "--quiet"))
        {
            Wait.Until(() => Directory.EnumerateFiles(_bench.Folder).Any(p => p.EndsWith(".part", StringComparison.Ordinal) && new FileInfo(p).Length > 1 << 20), "a file being written");
            Assert.False(File.Exists(output));
        }
        Assert.False(File.Exists(output));
    }

    private Player Play(params string[] sources) => new(_bench, _devices.Environment, [.. sources, "--output", "alsa:paced_S32_LE", "--latency", "200"]);

    private static List<Stretch> Sounding(IEnumerable<Stretch> heard) => [.. heard.Where(s => s.Kind != StretchKind.Silence)];

    private void AwaitSound(int frames) => Wait.Until(() => new FileInfo(_bench.At("out.raw")) is { Exists: true } f && f.Length >= frames * 8L, "sound");

    private string Damaged(string wav)
    {
        var flac = Path.ChangeExtension(wav, ".flac");
        var narrow = _bench.At("narrow.wav");
        Run("sox", "-D", wav, "-b", "24", narrow);
        Run("flac", "-s", "-f", "-o", flac, narrow);
        var bytes = File.ReadAllBytes(flac);
        var garbage = new byte[bytes.Length / 20];
        new Random(1).NextBytes(garbage);
        garbage.CopyTo(bytes, bytes.Length / 2);
        File.WriteAllBytes(flac, bytes);
        return flac;
    }

    private void Run(params string[] words)
    {
        using var program = Tools.Start(_bench.At("tool.out"), _devices.Environment, words);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }
}
