using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

public sealed class RunWriterTests
{
    private readonly Clips _clips = new();

    [Fact]
    public void Given_items_of_one_shape_then_the_run_is_the_items_joined()
    {
        var (a, b, c) = (_clips.Add("a", 5000), _clips.Add("b", 1), _clips.Add("c", 70000));
        using var run = PlayedRun.Of(new(), _clips, Item(1, "a"), Item(2, "b"), Item(3, "c"));
        Assert.Equal(Joined(a, b, c), run.Samples);
        Assert.Equal([(1L, 0L), (2, 5000), (3, 5001)], run.Marks.Select(m => (m.Id, m.RunFrame.Value)));
        Assert.All(run.Events.OfType<RunEvent.ItemBegan>(), e => Assert.True(e.IsExact));
        Assert.Equal((RunEnd.Done, 75001L), (run.Ended.Reason, run.Ended.Length.Value));
        Assert.Single(run.Events.OfType<RunEvent.Filled>());
        Assert.Equal(44100, run.Format.Rate.Hz);
        Assert.Equal([5000L, 1, 70000], run.Events.OfType<RunEvent.ItemEnded>().Select(e => e.ItemFrame.Value));
    }

    [Theory]
    [InlineData(44100, 48000, ResampleQuality.High)]
    [InlineData(48000, 44100, ResampleQuality.Max)]
    [InlineData(22050, 96000, ResampleQuality.Fast)]
    [InlineData(96000, 44100, ResampleQuality.High)]
    public void Given_items_of_one_rate_when_resampled_then_the_run_is_the_conversion_of_the_items_joined(int from, int to, ResampleQuality quality)
    {
        var parts = new[] { 4410, 1, 33333, 2, 20000 }.Select((n, i) => _clips.Add($"{i}", n, from)).ToArray();
        var items = parts.Select((_, i) => Item(i + 1, $"{i}")).ToArray();
        using var run = PlayedRun.Of(new() { Shape = RunOptions.AtRate(new(to)), Quality = quality }, _clips, items);
        Assert.Equal(Resampled(Joined(parts), from, to, quality), run.Samples);
        // The first frame of the run at or behind a border, and how far behind.
        long before = 0;
        foreach (var (mark, part) in run.Marks.Zip(parts))
        {
            var frame = (before * to + from - 1) / from;
            Assert.Equal(frame, mark.RunFrame.Value);
            Assert.Equal(frame * (double)from / to - before, mark.Place, 1e-6);
            Assert.Equal(Math.Floor((frame + 1000) * (double)from / to) - before, mark.ItemFrame(new(frame + 1000)).Value);
            before += part[0].Length;
        }
    }

    [Fact]
    public void Given_a_change_of_rate_when_resampled_then_each_stretch_of_one_rate_is_converted_to_its_last_frame()
    {
        var (a, b, c, d, e) = (_clips.Add("a", 4411), _clips.Add("b", 5003, 96000), _clips.Add("c", 6007, 96000), _clips.Add("d", 777, 48000), _clips.Add("e", 1000));
        using var run = PlayedRun.Of(new() { Shape = RunOptions.AtRate(new(48000)) }, _clips, [.. "abcde".Select((n, i) => Item(i, $"{n}"))]);
        var expected = Joined(Resampled(a, 44100, 48000), Resampled(Joined(b, c), 96000, 48000), d, Resampled(e, 44100, 48000));
        Assert.Equal(expected, run.Samples);
        Assert.Equal((4411 * 48000 + 44099) / 44100 + (5003 + 6007 + 1) / 2, run.Marks[3].RunFrame.Value);
    }

    [Fact]
    public void Given_no_resampling_when_the_rate_changes_then_the_run_ends_and_says_what_is_left()
    {
        var a = _clips.Add("a", 5000);
        _clips.Add("b", 5000, 48000);
        _clips.Add("c", 100);
        using var run = PlayedRun.Of(new(), _clips, Item(1, "a"), Item(2, "b"), Item(3, "c"));
        Assert.Equal(a, run.Samples);
        Assert.Equal(RunEnd.ShapeChanges, run.Ended.Reason);
        Assert.Equal([2L, 3], run.Ended.Left.Select(i => i.Id));
    }

    [Fact]
    public void Given_other_channels_when_nothing_was_asked_then_the_run_ends_and_when_asked_they_are_folded()
    {
        var (a, mono, five) = (_clips.Add("a", 3000), _clips.Add("mono", 2000, channels: 1), _clips.Add("five", 2500, channels: 6));
        RunItem[] items = [Item(1, "a"), Item(2, "mono"), Item(3, "five")];
        using (var run = PlayedRun.Of(new(), _clips, items)) Assert.Equal(RunEnd.ShapeChanges, run.Ended.Reason);
        using var folded = PlayedRun.Of(new() { Shape = RunOptions.Fixed(new(new(44100), 2, 0x3)) }, _clips, items);
        const double minus3 = 0.70710678118654752440;
        double[][] down =
        [
            [.. Enumerable.Range(0, 2500).Select(i => five[0][i] + five[2][i] * minus3 + five[4][i] * minus3)],
            [.. Enumerable.Range(0, 2500).Select(i => five[1][i] + five[2][i] * minus3 + five[5][i] * minus3)],
        ];
        Assert.Equal(Joined(a, [mono[0], mono[0]], down), folded.Samples);
        Assert.Equal([true, false, false], folded.Events.OfType<RunEvent.ItemBegan>().Select(e => e.IsExact));
    }

    [Fact]
    public void Given_gains_in_tags_then_each_holds_from_the_first_frame_of_its_item_to_the_last_also_when_resampled()
    {
        MediaTags Tags(string gain, string peak) => new() { Entries = [new("replaygain_track_gain", gain), new("replaygain_track_peak", peak)] };
        var parts = new[] { _clips.Add("a", 5000, tags: Tags("-6.5 dB", "1.0")), _clips.Add("b", 4000, tags: Tags("+9 dB", "0.8")), _clips.Add("c", 3000) };
        double[] factors = [Math.Pow(10, -6.5 / 20), 1 / 0.8, 1];
        var scaled = Joined([.. parts.Zip(factors, (p, f) => p.Select(x => x.Select(y => y * f).ToArray()).ToArray())]);
        var options = new RunOptions { Gain = new(LevelMode.Track) };
        using var run = PlayedRun.Of(options, _clips, Item(1, "a"), Item(2, "b"), Item(3, "c"));
        for (var c = 0; c < 2; c++)
            for (var i = 0; i < 12000; i++) Assert.Equal(scaled[c][i], run.Samples[c][i], 1e-14);
        Assert.Equal(parts[2][0], run.Samples[0][9000..]);
        Assert.Equal([false, false, true], run.Events.OfType<RunEvent.ItemBegan>().Select(e => e.IsExact));
        using var resampled = PlayedRun.Of(options with { Shape = RunOptions.AtRate(new(48000)) }, _clips, Item(1, "a"), Item(2, "b"), Item(3, "c"));
        var expected = Resampled(scaled, 44100, 48000);
        Assert.Equal(expected[0].Length, resampled.Samples[0].Length);
        for (var i = 0; i < expected[0].Length; i++) Assert.Equal(expected[0][i], resampled.Samples[0][i], 1e-13);
    }

    [Fact]
    public void Given_tracks_of_one_recording_then_it_is_opened_once_and_read_through()
    {
        var whole = _clips.Add("whole", 44100 * 2);
        ExactTime At(int sectors) => new(sectors, 75);
        using var run = PlayedRun.Of(new(), _clips, Item(1, "whole", At(10), At(40)), Item(2, "whole", At(40), At(97)), Item(3, "whole", At(97)));
        Assert.Equal(Part(whole, 10 * 588, 88200), run.Samples);
        Assert.Equal(["whole"], _clips.Opened);
        Assert.Equal([0L, 30 * 588, 87 * 588], run.Marks.Select(m => m.RunFrame.Value));
        Assert.All(run.Marks, m => Assert.Equal(0, m.Place));
        Assert.Equal([30 * 588L, 57 * 588, 53 * 588], run.Events.OfType<RunEvent.ItemBegan>().Select(e => e.Length!.Value.Value));
    }

    [Fact]
    public void Given_a_place_to_begin_at_then_the_first_frame_is_that_one()
    {
        var whole = _clips.Add("whole", 50000);
        ExactTime Frame(int n) => new(n, 44100);
        using var run = PlayedRun.Of(new(), _clips, Item(1, "whole", Frame(1234), Frame(40000), Frame(333)), Item(2, "whole", from: Frame(49990)), Item(3, "whole", from: Frame(60000)));
        Assert.Equal(Joined(Part(whole, 1567, 40000), Part(whole, 49990, 50000)), run.Samples);
        Assert.Equal([333.0, 49990], run.Marks.Select(m => m.Place));
        Assert.Contains("there is nothing at", run.Events.OfType<RunEvent.ItemFailed>().Single(e => e.Id == 3).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_every_cut_of_a_recording_then_the_run_does_not_show_it()
    {
        var whole = _clips.Add("whole", 40000);
        var expected = Resampled(whole, 44100, 48000);
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var cuts = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(0, 40001)).Append(0).Append(40000).Order().ToArray();
            var items = cuts.Zip(cuts.Skip(1)).Select((p, i) => Item(i, "whole", new(p.First, 44100), new ExactTime(p.Second, 44100))).ToArray();
            using var plain = PlayedRun.Of(new(), _clips, items);
            Assert.Equal(whole, plain.Samples);
            using var resampled = PlayedRun.Of(new() { Shape = RunOptions.AtRate(new(48000)) }, _clips, items);
            Assert.Equal(expected, resampled.Samples);
        }
    }
}
