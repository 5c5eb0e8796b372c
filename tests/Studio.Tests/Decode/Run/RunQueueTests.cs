using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>What is changed while a run is written, and what goes wrong in it.</summary>
public sealed class RunQueueTests
{
    private readonly Clips _clips = new();

    [Fact]
    public void Given_a_run_under_way_then_what_has_not_begun_can_be_added_replaced_and_removed()
    {
        // The first is longer than the read-ahead, so that the writer stands in it until the test takes frames.
        var (a, b, c, d) = (_clips.Add("a", 100000), _clips.Add("b", 1000), _clips.Add("c", 1001), _clips.Add("d", 1002));
        using var run = new PlayedRun(new() { ReadAhead = new(0.5) }, _clips, Item(1, "a"), Item(2, "b"), Item(3, "c"));
        run.Writer.Start();
        run.Next<RunEvent.Filled>();
        Assert.False(run.Writer.Remove(1));
        Assert.True(run.Writer.Remove(2));
        Assert.True(run.Writer.Append(Item(4, "d")));
        Assert.True(run.Writer.Remove(3));
        Assert.True(run.Writer.Replace([Item(5, "c"), Item(6, "b")]));
        Assert.True(run.Writer.Append(Item(7, "d")));
        run.PlayToEnd();
        Assert.Equal(Joined(a, c, b, d), run.Samples);
        Assert.Equal([1L, 5, 6, 7], run.Marks.Select(m => m.Id));
        Assert.False(run.Writer.Append(Item(8, "a")));
        Assert.False(run.Writer.Replace([]));
        Assert.False(run.Writer.Remove(7));
    }

    [Fact]
    public void Given_broken_items_then_each_is_told_and_the_next_goes_on()
    {
        var (a, b) = (_clips.Add("a", 5000), _clips.Add("b", 4000));
        _clips.Add("damaged", () => new Faulty(3000, () => throw new MediaException(MediaFault.NotFinite, "Frame 3000 is NaN.")));
        _clips.Add("locked", () => throw new UnauthorizedAccessException("Not yours."));
        _clips.Add("rate", () => new ClipSource(new SoundClip(new(new(0.5), 2, 3), [[1], [1]])));
        using var run = PlayedRun.Of(new() { Shape = RunOptions.AtRate(new(44100)) }, _clips,
            [Item(1, "missing"), Item(2, "a"), Item(3, "damaged"), Item(4, "locked"), Item(5, "rate"), Item(6, "b")]);
        Assert.Equal(Joined(a, [new double[3000], new double[3000]], b), run.Samples);
        Assert.Equal(
            [(1L, MediaFault.NotFound, null), (3, MediaFault.NotFinite, 3000L), (4, MediaFault.NotFound, null), (5, MediaFault.Unsupported, null)],
            run.Events.OfType<RunEvent.ItemFailed>().Select(e => (e.Id, e.Fault, e.ItemFrame?.Value)));
        Assert.Equal(RunEnd.Done, run.Ended.Reason);
    }

    [Fact]
    public void Given_nothing_that_can_be_opened_then_there_is_no_sink_and_the_run_ends()
    {
        using var run = PlayedRun.Of(new(), _clips, Item(1, "missing"), Item(2, "gone"));
        Assert.DoesNotContain(run.Events, e => e is RunEvent.Opened or RunEvent.Filled);
        Assert.Equal((RunEnd.Done, 0L), (run.Ended.Reason, run.Ended.Length.Value));
    }

    [Fact]
    public void Given_a_fault_of_the_program_then_the_run_ends_with_it_and_names_the_rest()
    {
        _clips.Add("a", 5000);
        _clips.Add("bug", () => new Faulty(100, () => throw new InvalidOperationException("A mistake.")));
        using var run = PlayedRun.Of(new(), _clips, Item(1, "a"), Item(2, "bug"), Item(3, "a"));
        Assert.Equal((RunEnd.Failed, "A mistake."), (run.Ended.Reason, run.Ended.Error?.Message));
        Assert.Equal([3L], run.Ended.Left.Select(i => i.Id));
        Assert.Equal(5100, run.Ended.Length.Value);
    }

    [Fact]
    public async Task Given_a_full_sink_that_nobody_takes_from_when_cancelled_then_the_writer_ends()
    {
        _clips.Add("a", 1000000);
        using var run = new PlayedRun(new() { ReadAhead = new(0.2) }, _clips, Item(1, "a"), Item(2, "a"));
        run.Writer.Start();
        run.Next<RunEvent.Filled>();
        run.Writer.Cancel();
        await run.Writer.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        var ended = run.Next<RunEvent.Ended>();
        Assert.Equal((RunEnd.Cancelled, 2L), (ended.Reason, ended.Left.Single().Id));
        run.Writer.Dispose();
        run.Writer.Cancel();
    }

    [Fact]
    public async Task Given_a_source_that_waits_when_cancelled_then_the_writer_ends()
    {
        var waiting = new Waiting();
        _clips.Add("live", () => waiting);
        using var run = new PlayedRun(new(), _clips, Item(1, "live"));
        run.Writer.Start();
        run.Next<RunEvent.ItemBegan>();
        run.Writer.Cancel();
        await run.Writer.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(RunEnd.Cancelled, run.Next<RunEvent.Ended>().Reason);
        Assert.True(waiting.IsDisposed);
    }

    [Fact]
    public void Given_a_writer_that_was_never_started_then_it_can_be_disposed_of()
    {
        var writer = new RunWriter(new(), new(_clips, null!, null!), [], _ => { });
        writer.Dispose();
        Assert.True(writer.Completion.IsCompleted);
    }

    private static MediaInfo Info(FrameCount? length) => new()
    {
        Format = new(new(44100), 2, 3), Length = length, Samples = SampleKind.F64, Container = "test", Codec = "test", BitRate = 0, Tags = MediaTags.None,
    };

    /// <summary>So many frames of silence, then a fault.</summary>
    private sealed class Faulty(int frames, Action fault) : ISoundSource
    {
        private int _left = frames;

        public MediaInfo Info { get; } = RunQueueTests.Info(null);
        public string Title => "faulty";
        public bool IsSeekable => false;
        public bool IsLive => false;
        public long DamagedPackets => 0;

        public int Read(AudioBlock block)
        {
            if (_left == 0) fault();
            block.Frames = Math.Min(block.Capacity, _left);
            block.Clear();
            _left -= block.Frames;
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

    private sealed class Waiting : ISoundSource
    {
        private readonly ManualResetEventSlim _interrupted = new();

        public bool IsDisposed { get; private set; }
        public MediaInfo Info { get; } = RunQueueTests.Info(null);
        public string Title => "live";
        public bool IsSeekable => false;
        public bool IsLive => true;
        public long DamagedPackets => 0;

        public int Read(AudioBlock block)
        {
            _interrupted.Wait();
            throw new OperationCanceledException();
        }

        public void Seek(FrameCount position) => throw new MediaException(MediaFault.Unsupported, "No.");

        public void Interrupt() => _interrupted.Set();

        public void Dispose() => IsDisposed = true;
    }
}
