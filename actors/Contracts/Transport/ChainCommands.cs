using NTWorkstation.Contracts.Chains;

namespace NTWorkstation.Contracts.Transport;

/// <summary>A command that edits the chain of what plays. Edits are faded in while it plays, kept when the device is opened anew or another
/// entry begins, and refused by a transport that may not change a bit.</summary>
/// <remarks>A stage is named by its number, which it keeps as long as it is there; or by its kind where that is the only one of it ("eq"), else by kind
/// and count ("eq#2").</remarks>
public interface IChainEdit;

/// <summary>The whole chain, in place of the one before.</summary>
public sealed record LoadChain(IReadOnlyList<ProcessorSettings> Processors) : TransportCommand, IChainEdit;

/// <param name="Processor">Its kind.</param>
/// <param name="Assignments">The other parameters begin as the catalogue says.</param>
/// <param name="Before">The stage before which it comes; null: at the end.</param>
public sealed record InsertStage(string Processor, IReadOnlyList<Assignment> Assignments, string? Before = null) : TransportCommand, IChainEdit;

public sealed record RemoveStage(string Stage) : TransportCommand, IChainEdit;

/// <param name="Before">Null: to the end.</param>
public sealed record MoveStage(string Stage, string? Before = null) : TransportCommand, IChainEdit;

/// <summary>Takes a stage out of the way or in again; it runs on unheard, and what is delayed by it stays delayed.</summary>
public sealed record BypassStage(string Stage, bool IsBypassed) : TransportCommand, IChainEdit;

/// <summary>Parameters of one stage, all at once.</summary>
public sealed record SetStage(string Stage, IReadOnlyList<Assignment> Assignments) : TransportCommand, IChainEdit;

/// <summary>A stage of the chain as it stands.</summary>
/// <param name="Id">Never used for another one of this transport.</param>
/// <param name="Problem">Why the sound goes around it for good; null where it runs.</param>
public sealed record ChainStage(long Id, ProcessorSettings Processor, bool IsBypassed = false, string? Problem = null)
{
    /// <summary>Number and kind: "3 eq".</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => FormattableString.Invariant($"{Id} {Processor.Processor}");
}

/// <summary>What was done to a chain.</summary>
public enum ChainEdit
{
    Loaded = 0,
    Inserted = 1,
    Removed = 2,
    Moved = 3,
    Bypassed = 4,
    Unbypassed = 5,
    Set = 6,
}
