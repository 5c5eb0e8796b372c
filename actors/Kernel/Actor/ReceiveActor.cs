namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// An actor whose handlers are declared by type of message, in the constructor and in the actions given to Become. The first handler that
/// fits, in the order of declaration, takes the message.
/// </summary>
public abstract class ReceiveActor : ActorBase
{
    private List<Handler> _declaring = [];
    private bool _isDeclaring = true;
    private Handler[]? _first;

    protected sealed override bool Receive(object message) => Handle(_first!, message);

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Declare(new Handler<T>(message =>
        {
            if (shouldHandle is not null && !shouldHandle(message)) return false;
            handler(message);
            return true;
        }));
    }

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler)
    {
        ArgumentNullException.ThrowIfNull(shouldHandle);
        Receive(handler, shouldHandle);
    }

    /// <param name="handler">True where it took the message.</param>
    protected void Receive<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Declare(new Handler<T>(handler));
    }

    /// <summary>Until the handler has ended no other message is taken.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive<T>(message => Context.RunTask(() => handler(message)), shouldHandle);
    }

    /// <inheritdoc cref="ReceiveAsync{T}(Func{T, Task}, Predicate{T}?)"/>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(shouldHandle);
        ReceiveAsync(handler, shouldHandle);
    }

    protected void ReceiveAny(Action<object> handler) => Receive<object>(handler);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync<object>(handler);

    /// <summary>Replaces the behaviour by the handlers that the action declares.</summary>
    protected void Become(Action declare) => Context.Become(Declared(declare));

    /// <summary>Puts the handlers that the action declares on top of the present ones.</summary>
    protected void BecomeStacked(Action declare) => Context.BecomeStacked(Declared(declare));

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    private static bool Handle(Handler[] handlers, object message)
    {
        foreach (var handler in handlers)
            if (handler.TryHandle(message)) return true;
        return false;
    }

    private Receive Declared(Action declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        var (outer, wasDeclaring) = (_declaring, _isDeclaring);
        (_declaring, _isDeclaring) = ([], true);
        try
        {
            declare();
            var handlers = _declaring.ToArray();
            return message => Handle(handlers, message);
        }
        finally
        {
            (_declaring, _isDeclaring) = (outer, wasDeclaring);
        }
    }

    // What the whole constructor declared, before and after a Become in it, is the first behaviour.
    internal override void EndConstruction() => _first = EndDeclaration();

    private Handler[] EndDeclaration()
    {
        _isDeclaring = false;
        return [.. _declaring];
    }

    private void Declare(Handler handler)
    {
        if (!_isDeclaring) throw new InvalidOperationException("Handlers are declared in the constructor or within Become.");
        _declaring.Add(handler);
    }

    private abstract class Handler
    {
        public abstract bool TryHandle(object message);
    }

    private sealed class Handler<T>(Func<T, bool> handle) : Handler
    {
        public override bool TryHandle(object message) => message is T fitting && handle(fitting);
    }
}
