using System.Collections.Concurrent;

namespace NTWorkstation.Kernel.Dispatch;

/// <summary>A thread of its own for each actor: for work that blocks or must not wait for a pool. The thread ends with the actor.</summary>
public sealed class PinnedDispatcher(ThreadPriority priority = ThreadPriority.Normal) : MessageDispatcher
{
    protected internal override void Schedule(IThreadPoolWorkItem mailbox) =>
        throw new InvalidOperationException("A pinned dispatcher runs actors only through the thread it gives to each.");

    protected internal override MessageDispatcher Attach(string actorName) => new OwnThread(actorName, priority);

    private sealed class OwnThread : MessageDispatcher
    {
        private readonly BlockingCollection<IThreadPoolWorkItem> _turns = [];

        public OwnThread(string name, ThreadPriority priority) =>
            // Unsafe: what flows with the maker's calls, such as a trace, is not the actor's for all its life.
            new Thread(Run) { IsBackground = true, Name = name, Priority = priority }.UnsafeStart();

        protected internal override void Schedule(IThreadPoolWorkItem mailbox)
        {
            try
            {
                _turns.Add(mailbox);
            }
            catch (InvalidOperationException)
            {
                // The thread has ended with its actor; what is left for the mailbox is emptying it into the dead letters.
                ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
            }
        }

        protected internal override void Detach() => _turns.CompleteAdding();

        // The collection is left to the collector: a late sender may still be adding to it.
        private void Run()
        {
            foreach (var turn in _turns.GetConsumingEnumerable()) turn.Execute();
        }
    }
}
