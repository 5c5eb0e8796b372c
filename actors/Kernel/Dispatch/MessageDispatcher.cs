namespace NTWorkstation.Kernel.Dispatch;

/// <summary>
/// Where actors get their turns. A mailbox with work is scheduled once; the dispatcher calls its Execute once for it, on any thread.
/// Implementations are thread-safe.
/// </summary>
public abstract class MessageDispatcher
{
    /// <summary>Most user messages of one mailbox in a turn, so that others get theirs.</summary>
    public virtual int Throughput => 100;

    /// <summary>Has the mailbox executed, later and elsewhere: never within this call.</summary>
    protected internal abstract void Schedule(IThreadPoolWorkItem mailbox);

    /// <summary>What runs one actor; called once when it is made.</summary>
    protected internal virtual MessageDispatcher Attach(string actorName) => this;

    /// <summary>The actor attached to this has ended.</summary>
    protected internal virtual void Detach()
    {
    }
}

/// <summary>Turns on the threads of the .NET thread pool. The default.</summary>
public sealed class ThreadPoolDispatcher : MessageDispatcher
{
    public static ThreadPoolDispatcher Instance { get; } = new();

    protected internal override void Schedule(IThreadPoolWorkItem mailbox) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
}
