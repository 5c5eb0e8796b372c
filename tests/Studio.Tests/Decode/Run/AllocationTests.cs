using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(44100, 0, 2)]
    [InlineData(48000, 0, 2)]
    [InlineData(48000, 0.5, 6)]
    public void Given_an_item_under_way_then_its_blocks_take_no_memory(int rate, double crossfade, int channels)
    {
        var clips = new Clips();
        clips.Add("a", 44100 * 20, channels: channels,
            tags: new() { Entries = [new("replaygain_track_gain", "-3 dB")] });
        var sinks = new CountingSinks();
        using var ended = new ManualResetEventSlim();
        var options = new RunOptions { Shape = _ => new(new(rate), 2, 3), Gain = new(LevelMode.Track), Crossfade = new(crossfade) };
        using var writer = new RunWriter(options, new(clips, sinks, new NativeGraph()), [Item(1, "a")], e =>
        {
            if (e is RunEvent.Ended) ended.Set();
        });
        writer.Start();
        Assert.True(ended.Wait(TimeSpan.FromSeconds(60)));
        var counts = sinks.Allocated;
        Assert.True(counts.Count > 200);
        // Ahead of the end, whose events are objects.
        Assert.Equal(counts[50], counts[^60]);
    }

    /// <summary>Takes everything and notes what the writing thread has allocated.</summary>
    private sealed class CountingSinks : IFrameSinks, IFrameSink
    {
        public List<long> Allocated { get; } = new(100000);
        public int Channels { get; private set; }
        public FrameCount Capacity { get; private set; }
        public FrameCount Available => default;

        public IFrameSink Create(int channels, FrameCount capacity)
        {
            (Channels, Capacity) = (channels, capacity);
            return this;
        }

        public int Write(AudioBlock block)
        {
            Allocated.Add(GC.GetAllocatedBytesForCurrentThread());
            return block.Frames;
        }

        public bool WaitWritable(FrameCount frames, TimeSpan timeout) => true;

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }
}
