namespace NTWorkstation.Persistence.Postgres;

/// <summary>How a store in a PostgreSQL database (15 or newer) works.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>
    /// Npgsql's connection string. The role must own the tables' schema at the first start, which makes them. A password does not belong
    /// into arguments: give it by PGPASSFILE, or read it from a file.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>How long a call goes on trying while the server cannot be reached, before it fails as unavailable.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause between two attempts; it doubles up to <see cref="LongestPause"/>, half of it at random.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause between two attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often live queries look for other processes' events.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How many connections append side by side, 1 to 64: while the transaction of one commits, the next group is written over another. The
    /// writes of one persistence id all go over the same one.
    /// </summary>
    public int Writers { get; init; } = 2;

    /// <summary>The most writes that share a transaction.</summary>
    public int MaximumGroup { get; init; } = 1000;

    /// <summary>The most writes that wait for their turn at each of <see cref="Writers"/>; more are refused as <see cref="Journal.JournalUnavailableException"/>.</summary>
    public int MaximumWaiting { get; init; } = 100_000;

    /// <summary>The clock of pauses and poll intervals.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
