using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>
/// Items as f64: in the run's channels, with their gain, at the run's rate. Where the rate of two items is the same, one conversion runs on over the
/// border.
/// </summary>
internal sealed class PcmWay(RunContext context, RunShape shape) : RunWay(context, shape)
{
    private const int BlockFrames = 1024;
    private const double LiveAhead = 0.2; // seconds

    private readonly AudioFormat _format = shape.Format;
    private RunSink? _sink;
    private RateStage? _stage;
    private AudioBlock? _input;
    private AudioBlock? _output;
    private ItemStream? _item;
    private BreakFade? _fade; // of the items of one rate
    private long _itemFrames; // of the item that ended last, at the run's rate

    public override bool TryContinue(RunItem item)
    {
        if (_item?.Continue(item, _format, Context.Options.Gain) is not { } same) return false;
        (_item, var done) = (same, _item);
        done.Dispose();
        Connect(same);
        return true;
    }

    public override void Leave()
    {
        _item?.Dispose();
        _item = null;
    }

    public override void Begin(RunItem item, ISoundSource source)
    {
        _item = ItemStream.Open(item, source, _format, Context.Options.Gain, BlockFrames);
        Connect(_item);
    }

    public override void Play()
    {
        var stream = _item!;
        var (run, behind) = _stage!.Next;
        var mark = new RunMark(stream.Item.Id, run, stream.InItem.Value + behind, stream.Format.Rate, _format.Rate);
        Context.Report(new RunEvent.ItemBegan(mark, stream.Title, stream.Info, stream.Length, stream.Gain, !stream.IsChanged && !_stage.IsConverting && !_sink!.IsCrossfading) { IsLive = stream.IsLive });
        var begin = stream.InItem;
        Told(stream.Item.Id, () => Pass(stream), () => stream.InItem, () => stream.DamagedPackets);
        _itemFrames = ToRun((stream.InItem - begin).Value, stream.Format.Rate);
    }

    // All of the item, to its end or to where it breaks off.
    private void Pass(ItemStream stream)
    {
        try
        {
            for (var lost = stream.DamagedPackets; stream.Read(_input!) > 0; lost = stream.DamagedPackets)
            {
                _fade!.Exchange(_input!, stream.DamagedPackets != lost);
                if (_input!.Frames > 0) _stage!.Push(_input, _sink!);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            End(isWhole: false);
            throw;
        }
        End(!stream.IsCutShort);
    }

    private void End(bool isWhole)
    {
        if (!isWhole) _fade!.BreakOff();
        while (_fade!.Drain(_input!)) _stage!.Push(_input!, _sink!);
    }

    public override void Finish()
    {
        if (_sink is null) return;
        _stage?.Flush(_sink);
        _sink.Finish();
    }

    public override void Dispose()
    {
        Leave();
        _stage?.Dispose();
    }

    // The way from the item to the sink, which the first item makes and those of the same rate share.
    private void Connect(ItemStream stream)
    {
        var rate = stream.Format.Rate;
        var isFirst = _sink is null;
        if (!isFirst && _stage!.From == rate && !_sink!.IsCrossfading) return;
        // A conversion that cannot be made fails before anything is.
        var resampler = rate == _format.Rate ? null : Context.Ports.Graph.Resample(rate, _format.Rate, _format.Channels, Context.Options.Quality);
        try
        {
            if (isFirst) OpenSink(stream.IsLive);
            else _stage!.Flush(_sink!);
        }
        catch
        {
            resampler?.Dispose();
            throw;
        }
        _stage?.Dispose();
        var length = stream.Length is { } known ? ToRun(Math.Max(0, (known - stream.InItem).Value), rate) : long.MaxValue;
        _fade = new(_format.Channels, rate, BlockFrames);
        _stage = new(resampler, rate, _format.Rate, isFirst ? default : _sink!.BeginFade(_itemFrames, length), _output!);
    }

    private void OpenSink(bool isLive)
    {
        // What is read ahead of a live source is late, and hides from it how fast it is heard.
        var ahead = isLive ? new Seconds(Math.Min(LiveAhead, Context.Options.ReadAhead.Value)) : Context.Options.ReadAhead;
        var capacity = new FrameCount(Math.Max(_format.Rate.Frames(ahead).Value, 4 * BlockFrames));
        _input = new(_format.Channels, BlockFrames);
        _output = new(_format.Channels, 2 * BlockFrames);
        var held = (int)_format.Rate.Frames(Context.Options.Crossfade).Value;
        var line = held > 0 ? new CrossfadeLine(_format.Channels, held) : null;
        var frames = Context.Ports.Sinks.Create(_format.Channels, capacity);
        _sink = new(frames, Open(frames), line);
    }

    private long ToRun(long frames, SampleRate rate) => (long)Math.Ceiling((decimal)frames * (decimal)_format.Rate.Hz / (decimal)rate.Hz);
}
