using NTWorkstation.Kernel.Dispatch;

namespace NTWorkstation.Kernel.Tests.Stress;

/// <summary>A mailbox that pauses around every access to its queue: also between the end of a turn and the look for what came meanwhile.</summary>
internal sealed class YieldingMailbox(MailboxType inner, Pauses pauses) : MailboxType
{
    internal override IMessageQueue CreateQueue() => new Queue(inner.CreateQueue(), pauses);

    private sealed class Queue(IMessageQueue inner, Pauses pauses) : IMessageQueue
    {
        public bool HasMessages
        {
            get
            {
                pauses.Here();
                var has = inner.HasMessages;
                pauses.Here();
                return has;
            }
        }

        public bool TryEnqueue(in Envelope envelope)
        {
            pauses.Here();
            var entered = inner.TryEnqueue(envelope);
            pauses.Here();
            return entered;
        }

        public bool TryDequeue(out Envelope envelope)
        {
            pauses.Here();
            var taken = inner.TryDequeue(out envelope);
            pauses.Here();
            return taken;
        }

        public int CountUpTo(int limit) => inner.CountUpTo(limit);
    }
}
