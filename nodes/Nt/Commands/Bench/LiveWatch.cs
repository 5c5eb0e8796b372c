using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Bench;

/// <summary>The newest that a transport has told. Thread-safe.</summary>
internal sealed class LiveWatch
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutputHealth _health = new(0, 0, default, default, false);
    private TimeSpan _worstBlock;

    /// <summary>The device takes frames.</summary>
    public Task HasBegun => _begun.Task;

    /// <summary>What ended it; null while it is well.</summary>
    public string? Problem { get; private set; }

    public OutputHealth Health
    {
        get
        {
            lock (_gate) return _health;
        }
    }

    /// <summary>Longest time of a block since the last call.</summary>
    public TimeSpan TakeWorstBlock()
    {
        lock (_gate)
        {
            var worst = _worstBlock;
            _worstBlock = default;
            return worst;
        }
    }

    public void Pulse(TransportPulse pulse)
    {
        lock (_gate)
        {
            _health = pulse.Health;
            if (pulse.Health.WorstBlock > _worstBlock) _worstBlock = pulse.Health.WorstBlock;
        }
        if (pulse.Position.Value > 0) _begun.TrySetResult();
    }

    public void Fail(string problem)
    {
        Problem ??= problem;
        _begun.TrySetResult();
    }
}
