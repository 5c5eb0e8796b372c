using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Persistence.Recovery;

/// <summary>Lets so many actors recover at a time and the others wait, first come first served. Thread-safe.</summary>
internal sealed class RecoveryPermitter
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Permit> _waiting = new();
    private int _free;

    public RecoveryPermitter(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _free = limit;
    }

    /// <summary>Recoveries that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Tells <paramref name="granted"/> to <paramref name="actor"/> when it may begin. Disposing gives the permit back, or takes the request back.</summary>
    public IDisposable Request(IActorRef actor, object granted)
    {
        var permit = new Permit(this, actor, granted);
        lock (_gate)
        {
            if (_free == 0)
            {
                permit.Place = _waiting.AddLast(permit);
                return permit;
            }
            _free--;
        }
        permit.Tell();
        return permit;
    }

    private void Return(Permit permit)
    {
        Permit? next = null;
        lock (_gate)
        {
            if (permit.IsReturned) return;
            permit.IsReturned = true;
            if (permit.Place is { } place)
            {
                _waiting.Remove(place);
                return;
            }
            if (_waiting.First is { } first)
            {
                next = first.Value;
                _waiting.RemoveFirst();
                next.Place = null;
            }
            else _free++;
        }
        next?.Tell();
    }

    private sealed class Permit(RecoveryPermitter permitter, IActorRef actor, object granted) : IDisposable
    {
        /// <summary>Null once granted.</summary>
        public LinkedListNode<Permit>? Place { get; set; }

        public bool IsReturned { get; set; }

        public void Tell() => actor.Tell(granted, ActorRefs.NoSender);

        public void Dispose() => permitter.Return(this);
    }
}
