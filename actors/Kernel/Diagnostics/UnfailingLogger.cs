using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace NTWorkstation.Kernel.Diagnostics;

/// <summary>
/// Logging that fails nobody: a provider that throws, or a factory that its host has disposed of before the actors, must neither fail an
/// actor nor end the process on the thread of a pool.
/// </summary>
internal sealed class UnfailingLogger(ILogger inner) : ILogger
{
    public static ILogger Create(ILoggerFactory factory, string category)
    {
        try
        {
            return new UnfailingLogger(factory.CreateLogger(category));
        }
        catch (Exception)
        {
            return NullLogger.Instance;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nowhere else to say it.
        }
    }
}
