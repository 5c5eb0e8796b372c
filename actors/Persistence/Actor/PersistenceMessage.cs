using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Persistence.Actor;

/// <summary>
/// What an incarnation of a persistent actor is told by its own reads and writes. One made for an incarnation before a restart is ignored.
/// </summary>
internal abstract class PersistenceMessage(Eventsourced addressee) : INotInfluenceReceiveTimeout, IDeadLetterSuppression
{
    public Eventsourced Addressee => addressee;

    /// <summary>In the actor's turn.</summary>
    public abstract void Handle();

    /// <summary>What a supervisor and PreRestart see of it.</summary>
    public virtual object Shown => this;
}

/// <summary>The answer to a call, which the actor receives as a command, in its turn among the others.</summary>
internal sealed class Answer(Eventsourced addressee, object message) : PersistenceMessage(addressee)
{
    public override object Shown => message;

    public override void Handle() => throw new InvalidOperationException("An answer is received as a command.");
}
