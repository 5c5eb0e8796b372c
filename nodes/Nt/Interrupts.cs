using System.Runtime.InteropServices;

namespace NTWorkstation.Nt;

/// <summary>
/// SIGINT and SIGTERM as a cancellation. The first asks the work to stop, which removes what is half written; a second ends the process
/// at once, as without a handler.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private PosixSignalRegistration? _interrupt;
    private PosixSignalRegistration? _terminate;

    /// <summary>Registers the handlers, once, when a command begins to work: help is faster without.</summary>
    public CancellationToken Arm()
    {
        _interrupt ??= PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate ??= PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        return _source.Token;
    }

    public void Dispose()
    {
        _interrupt?.Dispose();
        _terminate?.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested) return;
        context.Cancel = true;
        _source.Cancel();
    }
}
