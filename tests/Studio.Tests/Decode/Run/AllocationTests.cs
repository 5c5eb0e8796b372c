using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Studio.Decode;
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
        var options = new RunOptions { Shape = RunOptions.Fixed(new(new(rate), 2, 3)), Gain = new(LevelMode.Track), Crossfade = new(crossfade) };
        TakesNothing(options, clips, [Item(1, "a")], 50..^60);
    }

    [Fact]
    public void Given_bits_under_way_then_their_blocks_take_no_memory()
    {
        var path = Path.GetTempFileName();
        try
        {
            DsdFiles.WriteDsf(path, DsdFiles.Noise(2, 20_000_005, 1));
            TakesNothing(new() { Shape = RunShape.Bits }, new FileOpener(new NativeDecode()), [new RunItem(1, new() { Address = SourceAddress.OfFile(path) })], 50..280);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Ahead of the end, whose events are objects. A collection that others cause gives the thread another piece of memory and counts what was left of
    // the last one: then it is looked at again.
    private static void TakesNothing(RunOptions options, ISourceOpener opener, IReadOnlyList<RunItem> items, Range blocks)
    {
        for (var attempt = 1; ; attempt++)
        {
            var sinks = new CountingSinks();
            using var ended = new ManualResetEventSlim();
            using var writer = new RunWriter(options, new(opener, sinks, new NativeGraph()), items, e =>
            {
                if (e is RunEvent.Ended) ended.Set();
            });
            writer.Start();
            Assert.True(ended.Wait(TimeSpan.FromSeconds(60)));
            var counts = sinks.Allocated.ToArray().AsSpan(blocks);
            Assert.True(counts.Length > 200);
            if (counts[0] == counts[^1]) return;
            Assert.True(attempt < 6, $"{counts[^1] - counts[0]} bytes in {counts.Length} blocks");
        }
    }

    /// <summary>Takes everything and notes what the writing thread has allocated.</summary>
    private sealed class CountingSinks : IFrameSinks, IFrameSink, IBitSink
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

        public IBitSink CreateBits(int channels, FrameCount capacity)
        {
            (Channels, Capacity) = (channels, capacity);
            return this;
        }

        public int Write(AudioBlock block) => Took(block.Frames);

        public int Write(BitBlock block) => Took(block.Frames);

        private int Took(int frames)
        {
            Allocated.Add(GC.GetAllocatedBytesForCurrentThread());
            return frames;
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
