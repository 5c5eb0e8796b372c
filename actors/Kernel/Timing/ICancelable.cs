using System.Diagnostics.CodeAnalysis;

namespace NTWorkstation.Kernel.Timing;

/// <summary>Something scheduled that can be called off. Thread-safe.</summary>
public interface ICancelable
{
    bool IsCancellationRequested { get; }

    /// <summary>Cancelled when this is.</summary>
    CancellationToken Token { get; }

    /// <summary>Nothing more is sent; a message already sent still arrives. Again does nothing.</summary>
    /// <exception cref="AggregateException">What was registered on the token threw.</exception>
    void Cancel();
}

[SuppressMessage("Design", "CA1001", Justification = "A source without a time-out holds nothing to give back, and its token may be looked at later.")]
internal sealed class TimerCancelable(ITimer timer) : ICancelable
{
    private readonly CancellationTokenSource _source = new();

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    public CancellationToken Token => _source.Token;

    public void Cancel()
    {
        timer.Dispose();
        _source.Cancel();
    }
}
