using Xunit;

namespace NTWorkstation.Tests;

/// <summary>
/// Waits for what other threads, processes and devices bring about, of which nothing tells: it is looked at again and again, with as much patience as a
/// busy machine may need. A test that waits for a time instead would say less on a fast machine and fail on a slow one.
/// </summary>
internal static class Wait
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <param name="what">What is waited for, as words that "did not happen" can follow.</param>
    /// <exception cref="TimeoutException">It did not come to that within <see cref="Patience"/>.</exception>
    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(isSo, () => what);

    /// <param name="what">Asked when it has not happened: it may tell what was seen last.</param>
    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static Task UntilAsync(Func<bool> isSo, Func<string> what) => ForAsync(() => isSo() ? "" : null, what);

    /// <summary>Looks until there is something to see.</summary>
    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static Task<T> ForAsync<T>(Func<T?> look, Func<string> what) where T : class => ForAsync(() => Task.FromResult(look()), what);

    /// <inheritdoc cref="ForAsync{T}(Func{T}, Func{string})"/>
    public static async Task<T> ForAsync<T>(Func<Task<T?>> look, Func<string> what) where T : class
    {
        for (var end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; await Task.Delay(BetweenLooks, TestContext.Current.CancellationToken))
            if (await look() is { } seen) return seen;
        throw new TimeoutException($"{what()} did not happen.");
    }

    /// <summary>For a thread that has nothing else to do.</summary>
    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static void Until(Func<bool> isSo, string what)
    {
        for (var end = DateTime.UtcNow + Patience; !isSo(); Thread.Sleep(BetweenLooks))
            if (DateTime.UtcNow >= end) throw new TimeoutException($"{what} did not happen.");
    }
}
