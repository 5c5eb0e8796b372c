using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Ring;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Ring;

/// <summary>The rings through the binding; what they do in every order of calls is the native tests' matter.</summary>
public sealed class FrameRingTests
{
    private static AudioBlock Numbered(long from, int frames)
    {
        var block = new AudioBlock(2, Math.Max(1, frames)) { Frames = frames };
        for (var i = 0; i < frames; i++) (block.Plane(0)[i], block.Plane(1)[i]) = (from + i, -(from + i));
        return block;
    }

    [Fact]
    public void Given_blocks_then_they_leave_as_they_entered_and_the_counters_tell()
    {
        using var ring = new FrameRing(2, new(10));
        Assert.Equal(6, ring.Write(Numbered(0, 6)));
        Assert.Equal(4, ring.Write(Numbered(6, 4), Numbered(10, 3)));
        Assert.True(ring.IsFull);
        var block = new AudioBlock(2, 8);
        Assert.True(ring.Peek(new(3), block));
        Assert.Equal([3.0, 4, 5, 6, 7, 8, 9], block.Channel(0).ToArray());
        Assert.True(ring.Read(block));
        Assert.Equal([0.0, -1, -2, -3, -4, -5, -6, -7], block.Channel(1).ToArray());
        Assert.True(ring.Read(block));
        Assert.Equal(2, block.Frames);
        ring.Close();
        Assert.False(ring.Read(block));
        Assert.True(ring.IsEnded);
        Assert.Equal(new RingState(new(10), new(10), 1, new(3), 1, new(6), true), ring.State);
        Assert.Throws<InvalidOperationException>(() => ring.Write(Numbered(0, 1)));
    }

    [Fact]
    public void Given_a_place_to_write_and_to_read_then_nothing_is_copied()
    {
        using var ring = new FrameRing(2, new(8));
        ring.Write(Numbered(0, 6));
        Assert.Equal(6, ring.Skip(new(6)).Value);
        var room = ring.Reserve(5);
        Assert.Equal((5, 2, 3), (room.Frames, room.First(0).Length, room.Second(0).Length));
        for (var c = 0; c < 2; c++)
        {
            room.First(c).Fill(1 + c);
            room.Second(c).Fill(3 + c);
        }
        ring.Commit(4);
        var read = ring.View(8);
        Assert.Equal((4, 6L), (read.Frames, read.Start.Value));
        var copy = new double[4];
        read.CopyTo(1, copy);
        Assert.Equal([2.0, 2, 4, 4], copy);
    }

    [Fact]
    public void Given_chunks_that_overlap_then_the_reader_moves_when_they_are_processed()
    {
        using var ring = new FrameRing(2, new(64));
        ring.Write(Numbered(0, 10));
        var starts = new List<(long Sequence, double First, int Frames, int Fresh, bool IsLast)>();
        ring.Close();
        while (ring.TryNextChunk(6, 2, out var chunk))
        {
            starts.Add((chunk.Sequence, chunk.Span.First(0)[0], chunk.Span.Frames, chunk.Fresh, chunk.IsLast));
            ring.Advance(chunk);
        }
        Assert.Equal([(0, 0.0, 6, 6, false), (1, 4.0, 6, 4, true)], starts);
        Assert.True(ring.IsEnded);
    }

    [Fact]
    public async Task Given_a_reader_that_waits_then_the_writer_wakes_it()
    {
        using var ring = new FrameRing(new AudioFormat(new(48000), 2, 3), new Seconds(0.01));
        Assert.Equal(480, ring.Capacity.Value);
        Assert.False(ring.WaitReadable(new(1), TimeSpan.Zero));
        var reader = Task.Run(() => ring.WaitReadable(new(100), Timeout.InfiniteTimeSpan), TestContext.Current.CancellationToken);
        ring.Write(Numbered(0, 100));
        Assert.True(await reader);
        Assert.True(ring.WaitWritable(new(380), TimeSpan.Zero));
        Assert.False(ring.WaitWritable(new(381), TimeSpan.Zero));
        using var live = new FrameRing(2, new(8), RingEnds.Reader);
        Assert.Throws<InvalidOperationException>(() => live.WaitReadable(new(1), TimeSpan.Zero));
    }

    [Fact]
    public void Given_a_steady_flow_then_nothing_is_allocated()
    {
        using var ring = new FrameRing(2, new(1024));
        using var trail = new FrameTrail(2, new(1024));
        var (block, other) = (Numbered(0, 256), new AudioBlock(2, 256));
        FrameCount position = new(0);
        void Pass()
        {
            ring.Write(block);
            ring.Write(block, block);
            ring.Read(other);
            ring.Skip(new(512));
            trail.Write(block);
            trail.Read(ref position, other);
        }
        for (var i = 0; i < 50; i++) Pass();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Given_a_trail_when_a_reader_is_late_then_it_is_told_what_it_lost()
    {
        using var trail = new FrameTrail(2, new(5));
        Assert.Equal(8, trail.Capacity.Value);
        trail.Write(Numbered(0, 20));
        var block = new AudioBlock(2, 4);
        FrameCount position = new(1);
        Assert.Equal(11, trail.Read(ref position, block).Value);
        Assert.Equal([12.0, 13, 14, 15], block.Channel(0).ToArray());
        Assert.Equal((16L, 20L), (position.Value, trail.Newest.Value));
    }

    [Fact]
    public void Given_what_cannot_be_then_it_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameRing(0, new(8)));
        Assert.Throws<ArgumentException>(() => new FrameRing(65, new(8)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameRing(new AudioFormat(new(48000), 2, 3), new Seconds(-1)));
        using var ring = new FrameRing(1, new(8));
        Assert.Throws<ArgumentException>(() => ring.Write(Numbered(0, 1)));
        Assert.Throws<ArgumentException>(() => ring.Commit(1));
        Assert.Throws<ArgumentException>(() => ring.TryNextChunk(4, 4, out _));
    }
}
