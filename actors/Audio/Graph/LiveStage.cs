using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Audio.Graph;

/// <summary>The name of a stage, from 1; each once in a list.</summary>
public readonly record struct StageId(ulong Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One place of the list of a live graph.</summary>
public sealed record LiveStage
{
    private LiveStage() { }

    public required StageId Id { get; init; }

    /// <summary>What it is made of, in order; null: the stage with this id goes on as it is.</summary>
    public required IReadOnlyList<ProcessorSpec>? Processors { get; init; }

    /// <summary>Of a new stage, at first.</summary>
    public bool IsBypassed { get; init; }

    /// <summary>The stage with this id goes on with its state, bypassed or not.</summary>
    public static LiveStage GoesOn(StageId id) => new() { Id = id, Processors = null };

    /// <summary>A new stage, in place of the one with this id if there is one.</summary>
    public static LiveStage Of(StageId id, IReadOnlyList<ProcessorSpec> processors, bool isBypassed = false)
    {
        ArgumentNullException.ThrowIfNull(processors);
        return new() { Id = id, Processors = processors, IsBypassed = isBypassed };
    }
}
