using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

public sealed class CrossfadeTests
{
    private readonly Clips _clips = new();

    // Items laid over each other by a plain loop.
    private static double[] Faded(double[][] parts, int fade)
    {
        var sum = parts[0].ToList();
        for (var p = 1; p < parts.Length; p++)
        {
            var frames = Math.Min(Math.Min(fade, sum.Count), Math.Min(parts[p - 1].Length, parts[p].Length) / 2);
            var begin = sum.Count - frames;
            for (var i = 0; i < parts[p].Length; i++)
            {
                if (i >= frames) sum.Add(parts[p][i]);
                else
                {
                    var angle = Math.PI / 2 * (i + 0.5) / frames;
                    sum[begin + i] = sum[begin + i] * Math.Cos(angle) + parts[p][i] * Math.Sin(angle);
                }
            }
        }
        return [.. sum];
    }

    [Theory]
    [InlineData(4410, new[] { 30000, 20000, 25000 })]
    [InlineData(4410, new[] { 5000, 5000, 3000, 1, 8000, 12 })]
    [InlineData(44100, new[] { 20000, 90000, 10000 })]
    public void Given_a_crossfade_then_items_are_laid_over_each_other_with_equal_power(int fade, int[] lengths)
    {
        var parts = lengths.Select((n, i) => _clips.Add($"{i}", n)).ToArray();
        using var run = PlayedRun.Of(new() { Crossfade = new(fade / 44100.0) }, _clips, [.. lengths.Select((_, i) => Item(i, $"{i}"))]);
        for (var c = 0; c < 2; c++)
        {
            var expected = Faded([.. parts.Select(p => p[c])], fade);
            Assert.Equal(expected.Length, run.Samples[c].Length);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], run.Samples[c][i], 1e-12);
        }
        Assert.Equal(run.Samples[0].Length, run.Ended.Length.Value);
        // A mark stands where the fade begins.
        long end = 0;
        for (var p = 0; p < lengths.Length; p++)
        {
            var frames = p == 0 ? 0 : Math.Min(Math.Min(fade, end), Math.Min(lengths[p - 1], lengths[p]) / 2);
            Assert.Equal(end - frames, run.Marks[p].RunFrame.Value);
            end += lengths[p] - frames;
        }
    }

    [Fact]
    public void Given_a_crossfade_between_rates_then_each_item_is_converted_whole()
    {
        var (a, b) = (_clips.Add("a", 44100), _clips.Add("b", 48000, 96000));
        using var run = PlayedRun.Of(new() { Crossfade = new(0.1), Shape = RunOptions.AtRate(new(48000)) }, _clips, Item(1, "a"), Item(2, "b"));
        var expected = Faded([Resampled(a, 44100, 48000)[0], Resampled(b, 96000, 48000)[0]], 4800);
        Assert.Equal(expected.Length, run.Samples[0].Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], run.Samples[0][i], 1e-12);
    }
}
