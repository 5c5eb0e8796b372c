using System.Runtime.ExceptionServices;

namespace NTWorkstation.Kernel.Tests.Stages;

/// <summary>What happened, in order, from any thread.</summary>
internal sealed class Log
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private Exception? _failure;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_gate) _lines.Add(line);
    }

    /// <summary>An assertion failed in an actor's turn, where supervision would swallow it.</summary>
    public void Fail(Exception assertion)
    {
        lock (_gate) _failure ??= assertion;
    }

    /// <summary>Throws what failed in an actor's turn, on the test's own thread.</summary>
    public void ThrowFailure()
    {
        Exception? failure;
        lock (_gate) failure = _failure;
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    public int Count(string line) => Lines.Count(l => l == line);

    public int IndexOf(string line) => Lines.ToList().IndexOf(line);

    public void Clear()
    {
        lock (_gate) _lines.Clear();
    }
}
