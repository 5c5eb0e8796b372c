using System.Collections.Concurrent;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Ring;
using NTWorkstation.Studio.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>A run, taken by the test as a feeder would, in blocks of another size.</summary>
internal sealed class PlayedRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    // Events come beside the frames: nothing waits for frames alone.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly BlockingCollection<RunEvent> _arriving = [];
    private readonly List<List<double>> _planes = [];
    private readonly List<List<byte>> _bytes = [];
    private IStreamSink? _ring;

    public PlayedRun(RunOptions options, ISourceOpener opener, params RunItem[] items)
    {
        Writer = new(options, new(opener, new NativeFrameSinks(), new NativeGraph()), items, _arriving.Add);
    }

    public RunWriter Writer { get; }

    public List<RunEvent> Events { get; } = [];

    public AudioFormat Format => Events.OfType<RunEvent.Opened>().Single().Shape.Format;

    public RunEvent.Ended Ended => Events.OfType<RunEvent.Ended>().Single();

    public RunMark[] Marks => [.. Events.OfType<RunEvent.ItemBegan>().Select(e => e.Mark)];

    /// <summary>To be asked once the run has ended.</summary>
    public double[][] Samples => field ??= [.. _planes.Select(p => p.ToArray())];

    /// <summary>The bytes of a run of bits, by channel. To be asked once the run has ended.</summary>
    public byte[][] Bits => field ??= [.. _bytes.Select(p => p.ToArray())];

    /// <summary>Plays to the end.</summary>
    public static PlayedRun Of(RunOptions options, ISourceOpener opener, params RunItem[] items)
    {
        var run = new PlayedRun(options, opener, items);
        run.Writer.Start();
        run.PlayToEnd();
        return run;
    }

    /// <summary>The next event of a kind, those before it are kept too. Takes no frames meanwhile.</summary>
    public T Next<T>() where T : RunEvent
    {
        while (true)
        {
            Assert.True(_arriving.TryTake(out var e, Limit), $"No {typeof(T).Name} came; there were {string.Join(", ", Events)}.");
            Events.Add(e);
            if (e is RunEvent.Opened opened) _ring = opened.Sink;
            if (e is T found) return found;
            Assert.False(e is RunEvent.Ended, $"The run ended without {typeof(T).Name}: {e}");
        }
    }

    public void PlayToEnd()
    {
        while (!Events.Any(e => e is RunEvent.Ended))
        {
            while (_arriving.TryTake(out var e, TimeSpan.FromMilliseconds(_ring is null ? 1000 : 0)))
            {
                Events.Add(e);
                if (e is RunEvent.Opened opened) _ring = opened.Sink;
                if (e is RunEvent.Ended) break;
            }
            Take();
        }
        Take();
        if (_ring is not null) Assert.True(_ring is FrameRing { IsEnded: true } or BitRing { IsEnded: true });
    }

    public void Dispose()
    {
        Writer.Dispose();
        _ring?.Dispose();
    }

    // What is there now.
    private void Take()
    {
        if (_ring is BitRing bits)
        {
            while (_bytes.Count < bits.Channels) _bytes.Add([]);
            var bytes = new BitBlock(bits.Channels, 997);
            bits.WaitReadable(new(1), Moment);
            while (bits.Read(bytes) && bytes.Frames > 0)
                for (var c = 0; c < bytes.Channels; c++) _bytes[c].AddRange(bytes.Channel(c));
        }
        if (_ring is not FrameRing ring) return;
        while (_planes.Count < ring.Channels) _planes.Add([]);
        var block = new AudioBlock(ring.Channels, 997);
        ring.WaitReadable(new(1), Moment);
        while (ring.Read(block) && block.Frames > 0)
            for (var c = 0; c < block.Channels; c++) _planes[c].AddRange(block.Channel(c));
    }
}
