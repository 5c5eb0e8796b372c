using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;

namespace NTWorkstation.Kernel.Event;

/// <summary>How many dead letters are logged: so many within each window, then their number alone.</summary>
/// <param name="MostInWindow">0 logs none.</param>
public sealed record DeadLetterLog(int MostInWindow = 10)
{
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);
}

internal sealed class DeadLetterListener : ReceiveActor
{
    private readonly DeadLetterLog _log;
    private int _logged;
    private long _suppressed;

    public DeadLetterListener(DeadLetterLog log)
    {
        _log = log;
        Receive<DeadLetter>(Log);
        Receive<WindowEnded>(_ => EndWindow());
    }

    private void Log(DeadLetter letter)
    {
        if (letter.Message is IDeadLetterSuppression or PoisonPill or Kill || _log.MostInWindow == 0) return;
        if (_logged == 0) Context.Timers.StartSingleTimer(typeof(WindowEnded), WindowEnded.Instance, _log.Window);
        if (_logged < _log.MostInWindow)
        {
            _logged++;
            KernelLog.DeadLetter(Context.Logger, letter.Message.GetType().FullName ?? "?", letter.Sender.Path, letter.Recipient.Path);
        }
        else _suppressed++;
    }

    private void EndWindow()
    {
        if (_suppressed > 0) KernelLog.DeadLettersSuppressed(Context.Logger, _suppressed, _log.Window.TotalSeconds);
        (_logged, _suppressed) = (0, 0);
    }

    private sealed class WindowEnded
    {
        public static readonly WindowEnded Instance = new();
    }
}
