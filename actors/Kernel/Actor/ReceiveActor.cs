namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// An actor whose handlers are declared by type of message, in the constructor and in the actions given to Become. The first handler that
/// fits, in the order of declaration, takes the message.
/// </summary>
public abstract class ReceiveActor : ActorBase
{
    private Handler? _first;
    private Handler? _last;
    private bool _isDeclaring = true;

    protected sealed override bool Receive(object message) => _first is not null && _first.Handle(message);

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Declare(new Taking<T>(handler, shouldHandle));
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
        Declare(new Deciding<T>(handler));
    }

    /// <summary>Until the handler has ended no other message is taken, and stop and restart wait: it must not await its own actor's end.</summary>
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

    private Receive Declared(Action declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        var (first, last, wasDeclaring) = (_first, _last, _isDeclaring);
        (_first, _last, _isDeclaring) = (null, null, true);
        try
        {
            declare();
            return _first is { } handlers ? handlers.Handle : static _ => false;
        }
        finally
        {
            (_first, _last, _isDeclaring) = (first, last, wasDeclaring);
        }
    }

    // What the whole constructor declared, before and after a Become in it, is the first behaviour.
    internal override void EndConstruction() => (_isDeclaring, _last) = (false, null);

    private void Declare(Handler handler)
    {
        if (!_isDeclaring) throw new InvalidOperationException("Handlers are declared in the constructor or within Become.");
        if (_last is null) _first = handler;
        else _last.Next = handler;
        _last = handler;
    }

    /// <summary>One handler of a behaviour, with what was declared after it: a chain costs an actor less than a list and its array.</summary>
    private abstract class Handler
    {
        public Handler? Next { get; set; }

        /// <summary>False where neither this nor any after it took the message.</summary>
        public bool Handle(object message)
        {
            for (var handler = this; handler is not null; handler = handler.Next)
                if (handler.TryHandle(message)) return true;
            return false;
        }

        protected abstract bool TryHandle(object message);
    }

    private sealed class Taking<T>(Action<T> handle, Predicate<T>? shouldHandle) : Handler
    {
        protected override bool TryHandle(object message)
        {
            if (message is not T fitting || (shouldHandle is not null && !shouldHandle(fitting))) return false;
            handle(fitting);
            return true;
        }
    }

    private sealed class Deciding<T>(Func<T, bool> handle) : Handler
    {
        protected override bool TryHandle(object message) => message is T fitting && handle(fitting);
    }
}
