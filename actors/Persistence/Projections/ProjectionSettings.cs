namespace NTWorkstation.Persistence.Projections;

/// <summary>What a projection follows, and how it goes on after failures. Immutable.</summary>
/// <param name="Name">Under which its offset is stored.</param>
public sealed record ProjectionSettings(string Name)
{
    /// <summary>The events with this tag; null for all, or for those of <see cref="PersistenceId"/>.</summary>
    public string? Tag { get; init; }

    /// <summary>The events of this persistence id; null for those of all.</summary>
    public string? PersistenceId { get; init; }

    /// <summary>Most entries between two stored offsets, from 1, and so the most that come again.</summary>
    public int OffsetEvery { get; init; } = 100;

    /// <summary>The wait after a failure; doubled for each that follows, up to <see cref="MaxBackoff"/>.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>0 to 1: waits are longer by up to this share, at random.</summary>
    public double RandomFactor { get; init; } = 0.2;
}
