namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// Holding: for libraries whose actors must put off commands, whatever their number, until something of their own has come in. What is held
/// keeps its place before the mailbox's queue, also through a restart, and unstashed messages go before it; so the order per sender stands.
/// </summary>
internal sealed partial class ActorCell
{
    /// <summary>While true the actor receives only what comes in, not what is held or unstashed. False for every new instance.</summary>
    public bool IsHolding
    {
        get => Mailbox.IsHolding;
        set => Mailbox.IsHolding = value;
    }

    /// <summary>Messages held or unstashed.</summary>
    public int HeldCount => Mailbox.FrontCount;

    /// <summary>Puts off the message being handled behind those that are held.</summary>
    /// <exception cref="IllegalActorStateException">Nothing is being handled.</exception>
    public void Hold()
    {
        if (_envelope.Message is null) throw new IllegalActorStateException($"{Self.Path} is handling no message that could be held.");
        // As with Prepend: a Terminated that was taken is due again.
        if (_envelope.Message is Terminated terminated) (_terminatedQueued ??= [])[terminated.ActorRef] = terminated;
        Mailbox.Hold(EnvelopeToKeep);
    }
}
