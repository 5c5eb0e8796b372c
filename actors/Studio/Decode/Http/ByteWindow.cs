namespace NTWorkstation.Studio.Decode.Http;

/// <summary>The pieces of a long row of bytes that were touched last, at most so many. One thread at a time.</summary>
internal sealed class ByteWindow
{
    public const int BlockBytes = 64 << 10;

    private readonly int _most;
    private readonly Dictionary<long, LinkedListNode<Block>> _blocks = [];
    private readonly LinkedList<Block> _order = []; // the one touched last is the first

    public ByteWindow(int bytes) => _most = Math.Max(2, bytes / BlockBytes);

    /// <summary>Copies what is there from the offset on, up to the first byte that is not.</summary>
    public int Read(long offset, Span<byte> to)
    {
        var done = 0;
        while (done < to.Length && Find(offset + done) is { } block)
        {
            var (from, until) = block.At(offset + done);
            var count = Math.Min(until - from, to.Length - done);
            block.Bytes.AsSpan(from, count).CopyTo(to[done..]);
            done += count;
        }
        return done;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var number = offset / BlockBytes;
            var at = (int)(offset % BlockBytes);
            var count = Math.Min(bytes.Length, BlockBytes - at);
            var block = Take(number);
            bytes[..count].CopyTo(block.Bytes.AsSpan(at));
            block.Add(at, at + count);
            offset += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>The first offset, from this one on, whose byte is not there.</summary>
    public long EndFrom(long offset)
    {
        while (_blocks.TryGetValue(offset / BlockBytes, out var node) && node.Value.Holds(offset))
        {
            var (from, until) = node.Value.At(offset);
            offset += until - from;
        }
        return offset;
    }

    private Block? Find(long offset)
    {
        if (!_blocks.TryGetValue(offset / BlockBytes, out var node) || !node.Value.Holds(offset)) return null;
        Touch(node);
        return node.Value;
    }

    private Block Take(long number)
    {
        if (_blocks.TryGetValue(number, out var known))
        {
            Touch(known);
            return known.Value;
        }
        byte[]? bytes = null;
        if (_blocks.Count == _most)
        {
            var oldest = _order.Last!;
            _order.RemoveLast();
            _blocks.Remove(oldest.Value.Number);
            bytes = oldest.Value.Bytes;
        }
        var block = new Block(number, bytes ?? new byte[BlockBytes]);
        _blocks.Add(number, _order.AddFirst(block));
        return block;
    }

    private void Touch(LinkedListNode<Block> node)
    {
        if (_order.First == node) return;
        _order.Remove(node);
        _order.AddFirst(node);
    }

    private sealed class Block(long number, byte[] bytes)
    {
        private int _from, _until;

        public long Number { get; } = number;
        public byte[] Bytes { get; } = bytes;

        public bool Holds(long offset) => offset % BlockBytes is var at && at >= _from && at < _until;

        public (int From, int Until) At(long offset) => ((int)(offset % BlockBytes), _until);

        // One stretch; what does not touch it takes its place.
        public void Add(int from, int until) =>
            (_from, _until) = from > _until || until < _from || _until == 0 ? (from, until) : (Math.Min(_from, from), Math.Max(_until, until));
    }
}
