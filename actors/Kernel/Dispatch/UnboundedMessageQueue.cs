using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>
/// A queue of many producers and one consumer: a ring that is used again as long as it suffices, so that a steady flow allocates nothing,
/// followed by a wider one when it does not. Putting in is one compare-exchange, taking out is none. Source: D. Vyukov, "Bounded MPMC
/// queue" (2010), reduced to one consumer and chained.
/// </summary>
internal sealed class UnboundedMessageQueue : IMessageQueue
{
    private const int FirstSize = 2;
    private const int Growth = 4;
    private const int GreatestSize = 1024;
    private Ring _filled;
    private Ring _emptied;

    public UnboundedMessageQueue() => _filled = _emptied = new Ring(FirstSize);

    // A place that is claimed counts, even while its message is still being written: it is by the claim that a sleeping consumer is woken.
    public bool HasMessages
    {
        get
        {
            var ring = Volatile.Read(ref _emptied);
            return !ring.IsEmpty || ring.Next is not null;
        }
    }

    public bool TryEnqueue(in Envelope envelope)
    {
        while (true)
        {
            var ring = Volatile.Read(ref _filled);
            if (ring.TryEnqueue(envelope)) return true;
            Widen(ring);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        while (!_emptied.TryDequeue(out envelope))
        {
            // A ring that has a next one takes no more: empty once is empty for good.
            if (_emptied.Next is not { } next) return false;
            if (_emptied.IsEmpty) Volatile.Write(ref _emptied, next);
        }
        return true;
    }

    public int CountUpTo(int limit)
    {
        var count = 0;
        for (var ring = Volatile.Read(ref _emptied); ring is not null && count < limit; ring = ring.Next) count += ring.Count;
        return Math.Clamp(count, 0, limit);
    }

    private void Widen(Ring full)
    {
        lock (full)
        {
            if (full.Next is not null) return;
            full.Close();
            var next = new Ring(Math.Min(full.Size * Growth, GreatestSize));
            full.Next = next;
            Volatile.Write(ref _filled, next);
        }
    }

    private sealed class Ring
    {
        private readonly Place[] _places;
        private readonly int _mask;
        private int _tail;
        private int _head;
        private bool _isClosed;

        public Ring(int size)
        {
            _places = new Place[size];
            _mask = size - 1;
            for (var i = 0; i < size; i++) _places[i].Turn = i;
        }

        public int Size => _places.Length;

        public Ring? Next
        {
            get => Volatile.Read(ref field);
            set => Volatile.Write(ref field, value);
        }

        public bool IsEmpty => Count == 0;

        public int Count => Tail - Volatile.Read(ref _head);

        private int Tail
        {
            get
            {
                var tail = Volatile.Read(ref _tail);
                // Between the two steps of closing the count is wrong, but never nothing.
                return Volatile.Read(ref _isClosed) ? Volatile.Read(ref _tail) - ClosedBy : tail;
            }
        }

        // Puts the tail out of every producer's reach.
        private int ClosedBy => _places.Length * 2;

        public bool TryEnqueue(in Envelope envelope)
        {
            while (true)
            {
                var tail = Volatile.Read(ref _tail);
                ref var place = ref _places[tail & _mask];
                var turn = Volatile.Read(ref place.Turn) - tail;
                if (turn < 0) return false;
                if (turn > 0 || Interlocked.CompareExchange(ref _tail, tail + 1, tail) != tail) continue;
                place.Message = envelope.Message;
                place.Sender = envelope.Sender;
                Volatile.Write(ref place.Turn, tail + 1);
                return true;
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            var head = _head;
            ref var place = ref _places[head & _mask];
            var spin = new SpinWait();
            while (Volatile.Read(ref place.Turn) != head + 1)
            {
                if (Tail == head)
                {
                    envelope = default;
                    return false;
                }
                // A producer stands between its claim and its last write, or at closing the ring: a few instructions, unless it was
                // preempted there.
                spin.SpinOnce();
            }
            envelope = new Envelope(place.Message!, place.Sender!);
            place.Message = null;
            place.Sender = null;
            Volatile.Write(ref place.Turn, head + _places.Length);
            Volatile.Write(ref _head, head + 1);
            return true;
        }

        /// <summary>Under the lock of whoever widens: no message is put in from now on.</summary>
        public void Close()
        {
            Volatile.Write(ref _isClosed, true);
            Interlocked.Add(ref _tail, ClosedBy);
        }
    }

    private struct Place
    {
        public object? Message;
        public IActorRef? Sender;

        /// <summary>The position whose producer may write here, or one more than that whose message is ready.</summary>
        public int Turn;
    }
}
