namespace NTWorkstation.Persistence.Actor;

/// <summary>Handlers by type of message; the first that fits takes it.</summary>
internal sealed class HandlerTable
{
    private readonly List<Handler> _declared = [];
    private Handler[]? _handlers;

    public void Add<T>(Action<T> handler, Predicate<T>? shouldHandle) => Add(shouldHandle is null
        ? new Taking<T>(handler)
        : new Deciding<T>(message =>
        {
            if (!shouldHandle(message)) return false;
            handler(message);
            return true;
        }));

    public void Add<T>(Func<T, bool> handler) => Add(new Deciding<T>(handler));

    /// <summary>From here on nothing is declared.</summary>
    public void Close() => _handlers ??= [.. _declared];

    public bool Handle(object message)
    {
        foreach (var handler in _handlers!)
            if (handler.TryHandle(message)) return true;
        return false;
    }

    private void Add(Handler handler)
    {
        if (_handlers is not null) throw new InvalidOperationException("Handlers are declared in the constructor, those of commands also within Become.");
        _declared.Add(handler);
    }

    private abstract class Handler
    {
        public abstract bool TryHandle(object message);
    }

    private sealed class Taking<T>(Action<T> handle) : Handler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T fitting) return false;
            handle(fitting);
            return true;
        }
    }

    private sealed class Deciding<T>(Func<T, bool> handle) : Handler
    {
        public override bool TryHandle(object message) => message is T fitting && handle(fitting);
    }
}
