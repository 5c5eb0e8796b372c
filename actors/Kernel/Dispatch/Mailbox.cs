using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>
/// What is told to one actor, and its turns: at most one thread executes it at a time. System messages are taken before every user
/// message; user messages only while the mailbox is not suspended. Once closed, its turns move what is left to the dead letters, so that a
/// sender racing with the end loses nothing silently.
/// </summary>
internal sealed class Mailbox : IThreadPoolWorkItem
{
    private readonly ActorCell _cell;
    private readonly MessageDispatcher _dispatcher;
    private readonly IMessageQueue _queue;
    private SystemMessage? _system;
    // Unstashed and held messages, taken before the queue. The actor's turn only.
    private Deque? _front;
    private int _scheduled;
    private int _suspended;
    private bool _begun;
    private bool _closed;

    public Mailbox(ActorCell cell, IMessageQueue queue, MessageDispatcher dispatcher) => (_cell, _queue, _dispatcher) = (cell, queue, dispatcher);

    /// <summary>User messages waiting, counted up to a limit.</summary>
    public int CountUpTo(int limit) => Math.Min(limit, _queue.CountUpTo(limit) + (_front?.Count ?? 0));

    /// <summary>As CountUpTo, with a message that is being handled counted too. Any thread; an estimate.</summary>
    public int Load(int limit) => Math.Min(limit, CountUpTo(limit) + Volatile.Read(ref _scheduled));

    public bool IsSuspended => Volatile.Read(ref _suspended) > 0;

    /// <summary>Any thread.</summary>
    public void Enqueue(object message, IActorRef sender)
    {
        if (_queue.TryEnqueue(new Envelope(message, sender))) Schedule();
        else _cell.System.DeadLetterOffice.Refuse(message, sender, _cell.Self);
    }

    /// <summary>Has the actor made in the first turn. Once, before anything is put in.</summary>
    public void Begin() => Schedule();

    /// <summary>Any thread.</summary>
    public void EnqueueSystem(SystemMessage message)
    {
        SystemMessage? first;
        do
        {
            first = Volatile.Read(ref _system);
            message.Next = first;
        }
        while (Interlocked.CompareExchange(ref _system, message, first) != first);
        Schedule();
    }

    /// <summary>The actor's turn only. While true, only what comes in is taken, and what stands before it waits.</summary>
    public bool IsHolding { get; set; }

    /// <summary>Messages that stand before the queue. The actor's turn only; elsewhere an estimate.</summary>
    public int FrontCount => _front?.Count ?? 0;

    /// <summary>The actor's turn only: the message is handled before all that wait.</summary>
    public void Prepend(in Envelope envelope) => (_front ??= new Deque()).AddFirst(envelope);

    /// <summary>The actor's turn only: the message is handled after those that stand before the queue, and before the queue.</summary>
    public void Hold(in Envelope envelope) => (_front ??= new Deque()).AddLast(envelope);

    /// <summary>The actor's turn only.</summary>
    public void Suspend() => _suspended++;

    /// <summary>The actor's turn only. Returns to running when called as often as Suspend.</summary>
    public void Resume()
    {
        if (_suspended > 0) _suspended--;
    }

    /// <summary>The actor's turn only, at its end.</summary>
    public void Close()
    {
        (_closed, IsHolding) = (true, false);
        _dispatcher.Detach();
    }

    /// <summary>One turn.</summary>
    public void Execute()
    {
        var before = ActorCell.Enter(_cell);
        try
        {
            Run();
        }
        finally
        {
            ActorCell.Leave(before);
            // A full fence: either we see what came meanwhile, or its sender sees that nobody is scheduled.
            Interlocked.Exchange(ref _scheduled, 0);
            if (HasWork) Schedule();
        }
    }

    private bool HasWork =>
        Volatile.Read(ref _system) is not null || ((_closed || Volatile.Read(ref _suspended) == 0) && ((FrontCount > 0 && !IsHolding) || _queue.HasMessages));

    private void Schedule()
    {
        if (Volatile.Read(ref _scheduled) == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) _dispatcher.Schedule(this);
    }

    private void Run()
    {
        if (KernelMetrics.MailboxDepth is { Enabled: true } && !_closed) KernelMetrics.MailboxDepth.Note(CountUpTo(KernelMetrics.DeepestCounted));
        var left = _dispatcher.Throughput;
        while (ProcessSystem(ref left) && left-- > 0 && !_closed && _suspended == 0 && TryTake(out var envelope)) _cell.Invoke(envelope);
        if (_closed) Drain();
    }

    private bool TryTake(out Envelope envelope)
    {
        if (!IsHolding && _front is { Count: > 0 } front)
        {
            envelope = front.RemoveFirst();
            return true;
        }
        return _queue.TryDequeue(out envelope);
    }

    /// <summary>
    /// False where the turn is used up and there are more: a handler that yields again and again brings itself back by system messages, and
    /// must leave the others their turns.
    /// </summary>
    private bool ProcessSystem(ref int left)
    {
        for (; !_begun || Volatile.Read(ref _system) is not null; left--)
        {
            if (left <= 0) return false;
            if (!_begun)
            {
                _begun = true;
                _cell.SystemInvoke(Create.Instance);
            }
            var newest = Interlocked.Exchange(ref _system, null);
            for (var message = Reverse(newest); message is not null;)
            {
                var next = message.Next;
                message.Next = null;
                if (_closed) _cell.SystemInvokeAfterEnd(message);
                else _cell.SystemInvoke(message);
                message = next;
            }
        }
        return true;
    }

    private static SystemMessage? Reverse(SystemMessage? newest)
    {
        SystemMessage? oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }
        return oldest;
    }

    private void Drain()
    {
        while (TryTake(out var envelope)) _cell.System.DeadLetterOffice.Refuse(envelope.Message, envelope.Sender, _cell.Self);
    }
}
