using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// One run of a stream through a compiled chain: reading, processing and taking stand on threads of their own, with a few blocks going
/// round between them. The samples do not depend on the blocks or the threads.
/// </summary>
internal sealed class RenderPass
{
    private const int BlocksInFlight = 6;
    private readonly IGraph _graph;
    private readonly CompiledChain _chain;
    private readonly AudioFormat _format;
    private readonly int _blockFrames;
    private readonly int _threads;
    private readonly int _middleChannels; // behind the first part of the chain
    private readonly ResampleQuality _quality;

    public RenderPass(IGraph graph, CompiledChain chain, AudioFormat format, int blockFrames, int threads, ResampleQuality quality = ResampleQuality.High)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockFrames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockFrames, 65536);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_graph, _chain, _format, _blockFrames, _threads, _quality) = (graph, chain, format, blockFrames, threads, quality);
        _middleChannels = ChannelFlow.After(chain.First, format.Channels);
        var channels = ChannelFlow.After(chain.Second, _middleChannels);
        OutputFormat = new AudioFormat(chain.Rate ?? format.Rate, channels, channels == format.Channels ? format.ChannelMask : AudioFormat.DefaultMask(channels));
    }

    public AudioFormat OutputFormat { get; }

    /// <summary>Highest amplitude ahead of the dither that ends the chain, known after <see cref="Run"/>; 0 without one.</summary>
    public double PeakBeforeDither { get; private set; }

    /// <param name="reader">Read to its end.</param>
    /// <param name="input">Sees what is read, on the reading thread; may be null.</param>
    /// <param name="output">Sees what leaves, on the taking thread.</param>
    /// <param name="progress">Receives the share of the input that was read.</param>
    /// <returns>The dynamics stages' gains.</returns>
    public IReadOnlyList<GainRecorder> Run(
        IMediaReader reader, IBlockSink? input, IBlockSink output, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var first = new GraphSection(_graph, _chain.First, _format, _blockFrames);
        var secondFrames = _chain.Rate is { } rate ? (int)Math.Clamp(_blockFrames * rate.Hz / _format.Rate.Hz + 16, 64, 65536) : 0;
        using var second = _chain.Rate is null ? null : new GraphSection(_graph, _chain.Second, OutputFormat with { Channels = _middleChannels }, secondFrames);
        using var resampler = _chain.Rate is { } target ? _graph.Resample(_format.Rate, target, _middleChannels, _quality) : null;
        using var source = new BlockPipe(BlocksInFlight, _format.Channels, _middleChannels, _blockFrames);
        using var changed = second is null ? null : new BlockPipe(BlocksInFlight, _middleChannels, OutputFormat.Channels, secondFrames);
        var flow = new Flow(source, changed, first, second, resampler, output, stop.Token) { Inline = _threads == 1 };

        if (_threads == 1)
        {
            Read(reader, input, source, progress, flow.Process, stop.Token);
            flow.Finish();
        }
        else if (_chain.IsEmpty)
        {
            // Nothing to process: a thread for it would only hand the blocks on.
            var reading = Start(stop, () =>
            {
                Read(reader, input, source, progress, flow.Process, stop.Token);
                flow.Finish();
            });
            Join(cancellation, reading, Start(stop, flow.TakeAll));
        }
        else
        {
            var reading = Start(stop, () =>
            {
                try
                {
                    Read(reader, input, source, progress, source.Put, stop.Token);
                }
                finally
                {
                    source.Complete();
                }
            });
            var taking = Start(stop, flow.TakeAll);
            var processing = Start(stop, () =>
            {
                while (source.Take(stop.Token) is { } block) flow.Process(block);
                stop.Token.ThrowIfCancellationRequested();
                flow.Finish();
            });
            Join(cancellation, reading, processing, taking);
        }
        cancellation.ThrowIfCancellationRequested();
        PeakBeforeDither = (second ?? first).PeakBeforeDither;
        return [.. first.Recorders, .. second?.Recorders ?? []];
    }

    private static void Read(
        IMediaReader reader, IBlockSink? input, BlockPipe pool, IProgress<double>? progress, Action<AudioBlock> next, CancellationToken cancellation)
    {
        var length = (reader.Info.Length ?? reader.Info.Estimate)?.Value ?? 0;
        long done = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = pool.Rent(cancellation);
            if (reader.Read(block) == 0)
            {
                pool.Return(block);
                return;
            }
            input?.Take(block);
            done += block.Frames;
            next(block);
            if (length > 0) progress?.Report(Math.Min(1, (double)done / length));
        }
    }

    private static Task Start(CancellationTokenSource stop, Action work) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                work();
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // The fault that stopped the others is the one to report.
    private static void Join(CancellationToken cancellation, params Task[] tasks)
    {
        try
        {
            Task.WaitAll(tasks, CancellationToken.None);
        }
        catch (AggregateException all)
        {
            cancellation.ThrowIfCancellationRequested();
            var cause = all.Flatten().InnerExceptions.FirstOrDefault(e => e is not OperationCanceledException) ?? all.Flatten().InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
    }

    /// <summary>The way of a block from the reader to the sink.</summary>
    private sealed class Flow(
        BlockPipe source, BlockPipe? changed, GraphSection first, GraphSection? second, IResampler? resampler, IBlockSink output, CancellationToken cancellation)
    {
        private readonly AudioBlock? _nothing = changed is null ? null : new AudioBlock(changed.Channels, 1) { Frames = 0 };

        /// <summary>True: the sink is called here, not on its own thread.</summary>
        public bool Inline { get; init; }

        public void Process(AudioBlock block)
        {
            first.Process(block);
            if (second is null)
            {
                Emit(block, source);
                return;
            }
            var input = block;
            while (block.Frames > 0)
            {
                var converted = changed!.Rent(cancellation);
                resampler!.Process(input, converted);
                // A full block says that more may be waiting inside.
                var more = converted.Frames == converted.Capacity;
                Convert(converted);
                if (!more) break;
                input = _nothing!;
            }
            source.Return(block);
        }

        public void Finish()
        {
            Silence(source, first.FlushFrames, Process);
            if (second is not null)
            {
                for (var more = true; more;)
                {
                    var converted = changed!.Rent(cancellation);
                    more = resampler!.Flush(converted);
                    Convert(converted);
                }
                Silence(changed!, second.FlushFrames, Convert);
            }
            (changed ?? source).CompleteOutput();
        }

        public void TakeAll()
        {
            var pool = changed ?? source;
            while (pool.TakeOutput(cancellation) is { } block)
            {
                output.Take(block);
                pool.Return(block);
            }
            cancellation.ThrowIfCancellationRequested();
        }

        private void Convert(AudioBlock converted)
        {
            second!.Process(converted);
            Emit(converted, changed!);
        }

        private void Emit(AudioBlock block, BlockPipe pool)
        {
            if (block.Frames == 0) pool.Return(block);
            else if (!Inline) pool.PutOutput(block);
            else
            {
                output.Take(block);
                pool.Return(block);
            }
        }

        private void Silence(BlockPipe pool, long frames, Action<AudioBlock> next)
        {
            while (frames > 0)
            {
                var block = pool.Rent(cancellation);
                block.Frames = (int)Math.Min(frames, block.Capacity);
                for (var c = 0; c < block.Channels; c++) block.Channel(c).Clear();
                frames -= block.Frames;
                next(block);
            }
        }
    }
}
