namespace NTWorkstation.Persistence.Actor;

/// <summary>
/// A persistent actor whose handlers are declared by type: those of commands in the constructor and in the actions given to Become, those of
/// its recovery in the constructor. The first handler that fits, in the order of declaration, takes the message.
/// </summary>
public abstract class ReceivePersistentActor : Eventsourced
{
    private readonly HandlerTable _recover = new();
    private readonly HandlerTable _first = new();
    private HandlerTable _commands;

    /// <param name="persistence">What its Props pass on.</param>
    protected ReceivePersistentActor(PersistenceExtension persistence)
        : base(persistence) => _commands = _first;

    protected sealed override bool ReceiveCommand(object message) => _first.Handle(message);

    protected sealed override bool ReceiveRecover(object message) => _recover.Handle(message);

    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _commands.Add(handler, shouldHandle);
    }

    /// <param name="handler">True where it took the command.</param>
    protected void Command<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _commands.Add(handler);
    }

    /// <summary>Until the handler has ended no other command is taken. It may persist until then.</summary>
    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Command<T>(message => RunTask(() => handler(message)), shouldHandle);
    }

    protected void CommandAny(Action<object> handler) => Command<object>(handler);

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAsync<object>(handler);

    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _recover.Add(handler, shouldHandle);
    }

    /// <param name="handler">True where it took the message.</param>
    protected void Recover<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _recover.Add(handler);
    }

    protected void RecoverAny(Action<object> handler) => Recover<object>(handler);

    /// <summary>Replaces the behaviour by the command handlers that the action declares.</summary>
    protected void Become(Action declare) => Context.Become(Declared(declare).Handle);

    /// <summary>Puts the command handlers that the action declares on top of the present ones.</summary>
    protected void BecomeStacked(Action declare) => Context.BecomeStacked(Declared(declare).Handle);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    // What the whole constructor declared, before and after a Become in it, is the first behaviour.
    internal override void EndConstruction()
    {
        _first.Close();
        _recover.Close();
    }

    private HandlerTable Declared(Action declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        var outer = _commands;
        var declared = _commands = new HandlerTable();
        try
        {
            declare();
        }
        finally
        {
            declared.Close();
            _commands = outer;
        }
        return declared;
    }
}
