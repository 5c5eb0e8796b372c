using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Output;

/// <summary>A stage of the chain as it is wanted. Immutable; a change makes another one with the same number.</summary>
/// <param name="Id">From 1.</param>
/// <param name="Spec">As a document has it: files by name, whatever the rate.</param>
public sealed record StagePlan(long Id, ProcessorSpec Spec, bool IsBypassed = false);

/// <summary>What a processor of a chain runs as in a stream that is heard; null where it would do nothing.</summary>
/// <param name="format">That comes to its place, of the channels that it works on.</param>
/// <exception cref="Audio.Decode.MediaException">Unsupported: a stream cannot have it; a file that it names is missing or damaged.</exception>
public delegate ProcessorSpec? StageResolver(ProcessorSpec spec, AudioFormat format);
