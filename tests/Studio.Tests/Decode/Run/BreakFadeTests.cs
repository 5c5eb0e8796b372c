using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>Items that break off, or of which a part was lost: what is whole is heard as it is, and nothing jumps.</summary>
public sealed class BreakFadeTests
{
    private const int Fade = 441; // frames at 44.1 kHz
    private const double Level = 0.5;
    private readonly Clips _clips = new();

    [Theory]
    [InlineData(20000, true)]
    [InlineData(20000, false)]
    [InlineData(1024, true)]
    [InlineData(100, true)]
    [InlineData(1, false)]
    public void Given_an_item_that_breaks_off_then_its_last_frames_fade_and_the_next_begins_whole(int frames, bool throws)
    {
        _clips.Add("a", () => new Broken(44100, frames) { Throws = throws });
        var b = _clips.Add("b", 5000);
        using var run = PlayedRun.Of(new(), _clips, Item(1, "a"), Item(2, "b"));
        var whole = Math.Max(0, frames - Fade);
        Assert.All(run.Samples[0][..whole], x => Assert.Equal(Level, x));
        AssertFalls(run.Samples[0][whole..frames], frames);
        Assert.Equal(b, Part(run.Samples, frames, frames + 5000));
        Assert.Equal(frames + 5000, run.Samples[0].Length);
        Assert.Equal(frames, run.Marks[1].RunFrame.Value);
        if (throws) Assert.Equal(frames, Assert.Single(run.Events.OfType<RunEvent.ItemFailed>()).ItemFrame?.Value);
        else Assert.Equal(frames, run.Events.OfType<RunEvent.ItemEnded>().First().ItemFrame.Value);
    }

    [Theory]
    [InlineData(7000, 3000)]
    [InlineData(7168, 1024)] // at the borders of blocks
    [InlineData(7167, 40)]
    public void Given_a_part_that_was_lost_then_the_sound_fades_around_the_silence_in_its_place(int from, int frames)
    {
        _clips.Add("a", () => new Broken(30000, 30000) { LostFrom = from, Lost = frames });
        using var run = PlayedRun.Of(new(), _clips, Item(1, "a"));
        var heard = run.Samples[0];
        Assert.Equal(30000, heard.Length);
        Assert.All(heard[..(from - Fade)], x => Assert.Equal(Level, x));
        AssertFalls(heard[(from - Fade)..from], from);
        Assert.All(heard[from..(from + frames)], x => Assert.Equal(0, x));
        AssertFalls([.. heard[(from + frames)..(from + frames + Fade)].Reverse()], from);
        Assert.All(heard[(from + frames + Fade)..], x => Assert.Equal(Level, x));
    }

    [Fact]
    public void Given_silence_of_the_sound_s_own_then_nothing_is_faded()
    {
        var silent = Noise(2, 30000, 5);
        foreach (var plane in silent) Array.Clear(plane, 9000, 8000);
        _clips.Add("a", () => new ClipSource(new(new(new(44100), 2, 3), silent)));
        using var run = PlayedRun.Of(new(), _clips, Item(1, "a"));
        Assert.Equal(silent, run.Samples);
    }

    [Fact]
    public void Given_a_break_when_resampled_then_it_is_faded_too()
    {
        _clips.Add("a", () => new Broken(44100, 20000) { Throws = true });
        using var run = PlayedRun.Of(new() { Shape = RunOptions.AtRate(new(48000)) }, _clips, Item(1, "a"));
        var end = run.Samples[0][^1000..];
        for (var k = 1; k < end.Length; k++) Assert.InRange(end[k] - end[k - 1], -0.003, 0.003);
        Assert.InRange(end[^1], -0.001, 0.001);
    }

    private static void AssertFalls(double[] fade, int of)
    {
        for (var k = 1; k < fade.Length; k++) Assert.InRange(fade[k - 1] - fade[k], 0, 2 * Level / Math.Min(of, Fade));
        Assert.InRange(fade[^1], 0, of > 1 ? 4 * Level / Math.Min(of, Fade) : Level);
    }

    /// <summary>A constant, less than it says.</summary>
    private sealed class Broken(int length, int frames) : ISoundSource
    {
        private int _at;

        public bool Throws { get; init; }
        public int LostFrom { get; init; }
        public int Lost { get; init; }
        public MediaInfo Info { get; } = new()
        {
            Format = new(new(44100), 2, 3), Length = new(length), Samples = SampleKind.F64, Container = "test", Codec = "test", BitRate = 0, Tags = MediaTags.None,
        };
        public string Title => "broken";
        public bool IsSeekable => false;
        public bool IsLive => false;
        public long DamagedPackets => Lost > 0 && _at > LostFrom ? 1 : 0;

        public int Read(AudioBlock block)
        {
            if (_at == frames && Throws) throw new MediaException(MediaFault.Io, "The cable was pulled.");
            block.Frames = Math.Min(block.Capacity, frames - _at);
            for (var c = 0; c < 2; c++)
                for (var i = 0; i < block.Frames; i++) block.Channel(c)[i] = _at + i >= LostFrom && _at + i < LostFrom + Lost ? 0 : Level;
            _at += block.Frames;
            return block.Frames;
        }

        public void Seek(FrameCount position) => throw new MediaException(MediaFault.Unsupported, "No.");

        public void Interrupt()
        {
        }

        public void Dispose()
        {
        }
    }
}
