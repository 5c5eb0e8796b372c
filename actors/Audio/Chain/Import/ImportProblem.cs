using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>Something of another program's file that has no counterpart, or that is wrong.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="What">What stands there, shortened.</param>
/// <param name="Why">The reason, and what to do where something can be done.</param>
public sealed record ImportProblem(string File, int Line, string What, string Why)
{
    public override string ToString() => Line == 0 ? $"{File}: {What}: {Why}" : FormattableString.Invariant($"{File}, line {Line}: {What}: {Why}");
}

/// <summary>What an import came to. Nothing of the file is left out without a problem that says so.</summary>
/// <param name="Chain">Files in it are named as the imported file names them.</param>
/// <param name="Notes">What is worth knowing of the counterparts.</param>
public sealed record ImportedChain(IReadOnlyList<ProcessorSpec> Chain, IReadOnlyList<ImportProblem> Problems, IReadOnlyList<string> Notes);

/// <summary>Where an import takes what it is not told by the file.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Rate">Of filters that are known only as coefficients or by a digital bandwidth; null: the file's own, or 48 kHz.</param>
/// <param name="Channels">That the chain is to run on; null: the file's own, or 2.</param>
/// <param name="Read">The text of a file that is included, by its name as it stands there.</param>
public sealed record ImportSource(string File, SampleRate? Rate, int? Channels, Func<string, string> Read);
