namespace NTWorkstation.Persistence.Sqlite;

/// <summary>How a store on a SQLite file works.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The file; its folder must exist. Beside it stand PATH-wal and PATH-shm while it is open.</summary>
    public required string Path { get; init; }

    /// <summary>How long to wait for another process that writes.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often live queries look for other processes' events.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most writes that share a transaction.</summary>
    public int MaximumGroup { get; init; } = 1000;

    /// <summary>The most writes that wait for their turn; more are refused as <see cref="Journal.JournalUnavailableException"/>.</summary>
    public int MaximumWaiting { get; init; } = 100_000;

    /// <summary>The clock of poll intervals.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// PRAGMA synchronous. Anything but FULL loses acknowledged events when the power fails; it exists so that a test can show that it does.
    /// </summary>
    internal string Synchronous { get; init; } = "FULL";
}
