using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Benchmarks;

/// <summary>A message that is counted; made once, so that what is measured is the way and not the letter.</summary>
internal sealed class Tick
{
    public static readonly Tick Instance = new();
}

/// <summary>Completes a task after so many messages.</summary>
internal sealed class Counter(int expected, TaskCompletionSource done) : UntypedActor
{
    private int _left = expected;

    protected override void OnReceive(object message)
    {
        if (--_left == 0) done.SetResult();
    }
}

/// <summary>Sends back what it gets, so many times.</summary>
internal sealed class Ponger(int rounds, TaskCompletionSource done) : UntypedActor
{
    private int _left = rounds;

    protected override void OnReceive(object message)
    {
        if (--_left <= 0) done.TrySetResult();
        else Sender.Tell(message, Self);
    }
}
