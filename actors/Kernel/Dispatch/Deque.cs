namespace NTWorkstation.Kernel.Dispatch;

/// <summary>A ring that grows at both ends: what was unstashed or held, ahead of a mailbox's queue, or is stashed. One thread at a time.</summary>
internal sealed class Deque
{
    private const int FirstSize = 8;
    // An empty ring wider than that is given back: one flood must not cost its memory for an actor's life.
    private const int WidestKept = 1024;
    private Envelope[] _ring = new Envelope[FirstSize];
    private int _first;

    public int Count { get; private set; }

    public void AddFirst(in Envelope envelope)
    {
        if (Count == _ring.Length) Grow();
        _first = (_first - 1) & (_ring.Length - 1);
        _ring[_first] = envelope;
        Count++;
    }

    public void AddLast(in Envelope envelope)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_first + Count) & (_ring.Length - 1)] = envelope;
        Count++;
    }

    public Envelope RemoveFirst()
    {
        var envelope = _ring[_first];
        _ring[_first] = default;
        _first = (_first + 1) & (_ring.Length - 1);
        CountDown();
        return envelope;
    }

    public Envelope RemoveLast()
    {
        ref var last = ref _ring[(_first + Count - 1) & (_ring.Length - 1)];
        var envelope = last;
        last = default;
        CountDown();
        return envelope;
    }

    private void CountDown()
    {
        if (--Count == 0 && _ring.Length > WidestKept) (_ring, _first) = (new Envelope[FirstSize], 0);
    }

    private void Grow()
    {
        var wider = new Envelope[_ring.Length * 2];
        for (var i = 0; i < Count; i++) wider[i] = _ring[(_first + i) & (_ring.Length - 1)];
        (_ring, _first) = (wider, 0);
    }
}
