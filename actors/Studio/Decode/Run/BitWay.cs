using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Items of DSD as their bits, which nothing changes: those of one item follow those of the one before as if they were one file. Where an item
/// begins and ends by a time, it is at a whole byte.</summary>
internal sealed class BitWay(RunContext context, RunShape shape) : RunWay(context, shape)
{
    private const int BlockBytes = 8192;

    private readonly SampleRate _bytes = shape.Format.Rate; // a second
    private readonly BitBlock _block = new(shape.Format.Channels, BlockBytes);
    private readonly BitJoint _joint = new(shape.Format.Channels);
    private IBitSink? _sink;
    private RunItem? _item;
    private ISoundSource? _source;
    private IBitReader? _reader;

    // Reading bits from the place where the last item ended is the same as reading on.
    public override bool TryContinue(RunItem item) => false;

    public override void Begin(RunItem item, ISoundSource source)
    {
        (_item, _source) = (item, source);
        _reader = source.OpenBits();
        if (_reader.Format.Channels != Shape.Format.Channels || _reader.Format.Rate != Shape.DeviceRate)
            throw new MediaException(MediaFault.Changed, $"{source.Title}: it was another file a moment ago.");
        var (place, length) = (item.Item.Start.At(_bytes) + item.From.At(_bytes), Frames(_reader.Length));
        if (place > length) throw new MediaException(MediaFault.Unsupported, $"{item.Item.Title ?? source.Title} is {length.At(_bytes)} long: there is nothing at {place.At(_bytes)}, where it should begin.");
        if (_sink is not null) return;
        _sink = Context.Ports.Sinks.CreateBits(Shape.Format.Channels, new(Math.Max(_bytes.Frames(Context.Options.ReadAhead).Value, 4 * BlockBytes)));
        Open(_sink);
    }

    public override void Play()
    {
        var (item, source, reader) = (_item!, _source!, _reader!);
        var begin = 8 * item.Item.Start.At(_bytes).Value; // in bits, as all here
        var end = Math.Max(begin, Math.Min(reader.Length, item.Item.End is { } time ? 8 * time.At(_bytes).Value : long.MaxValue));
        var at = Math.Min(begin + 8 * item.From.At(_bytes).Value, end);
        var mark = new RunMark(item.Id, Room.Written, (at - begin) / 8, _bytes, _bytes);
        Context.Report(new RunEvent.ItemBegan(mark, item.Item.Title ?? source.Title, source.Info, Frames(end - begin), 1, IsExact: true));
        Told(item.Id, () =>
        {
            reader.Seek(new(at / 8));
            while (at < end && reader.Read(_block) > 0)
            {
                var bits = (int)Math.Min(8 * _block.Frames, end - at);
                _block.Frames = (bits + 7) / 8;
                _joint.Push(_block, bits);
                Write();
                at += bits;
            }
        }, () => Frames(at - begin), () => source.DamagedPackets);
    }

    public override void Finish()
    {
        if (_sink is null) return;
        if (_joint.Drain(_block)) Write();
        Room.Close();
    }

    public override void Leave()
    {
        _reader?.Dispose();
        _source?.Dispose();
        (_item, _source, _reader) = (null, null, null);
    }

    public override void Dispose() => Leave();

    private static FrameCount Frames(long bits) => new((bits + 7) / 8);

    private void Write()
    {
        if (_block.Frames == 0) return;
        Room.Await(new(_block.Frames));
        Room.Count(_block.Frames, _sink!.Write(_block));
    }
}
