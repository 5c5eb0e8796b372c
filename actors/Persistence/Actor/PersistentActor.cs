namespace NTWorkstation.Persistence.Actor;

/// <summary>A persistent actor with one method for commands and one for its recovery.</summary>
public abstract class PersistentActor : Eventsourced
{
    /// <param name="persistence">What its Props pass on.</param>
    protected PersistentActor(PersistenceExtension persistence)
        : base(persistence)
    {
    }
}

/// <summary>As <see cref="PersistentActor"/>; what is not known is given to Unhandled by the methods themselves.</summary>
public abstract class UntypedPersistentActor : Eventsourced
{
    /// <param name="persistence">What its Props pass on.</param>
    protected UntypedPersistentActor(PersistenceExtension persistence)
        : base(persistence)
    {
    }

    protected sealed override bool ReceiveRecover(object message)
    {
        OnRecover(message);
        return true;
    }

    protected sealed override bool ReceiveCommand(object message)
    {
        OnCommand(message);
        return true;
    }

    /// <summary>A snapshot, an event or RecoveryCompleted.</summary>
    protected abstract void OnRecover(object message);

    protected abstract void OnCommand(object message);

    protected void Become(Action<object> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        Context.Become(message =>
        {
            receive(message);
            return true;
        });
    }

    protected void BecomeStacked(Action<object> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        Context.BecomeStacked(message =>
        {
            receive(message);
            return true;
        });
    }

    protected void UnbecomeStacked() => Context.UnbecomeStacked();
}
