using System.Numerics;

namespace NTWorkstation.Audio.Chain;

public enum ParameterType
{
    Number,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>One of a few words.</summary>
    Choice,
    Text,
    /// <summary>Several numbers, each within the range.</summary>
    Numbers,
}

/// <summary>One parameter of a processor: everything that validation, schema and explanation say about it.</summary>
public sealed record ParameterDefinition
{
    /// <summary>As in JSON, with its unit as suffix: "attack_ms".</summary>
    public required string Name { get; init; }
    public required ParameterType Type { get; init; }
    /// <summary>"Hz", "dB", "ms", "LUFS"; empty for a bare number.</summary>
    public required string Unit { get; init; }
    public required string Description { get; init; }
    /// <summary>Smallest value; of a text the least length.</summary>
    public double Low { get; init; }
    /// <summary>Greatest value; of a text the greatest length.</summary>
    public double High { get; init; }
    /// <summary>Null: it must be given, or <see cref="IsOptional"/> says that it may be absent.</summary>
    public double? Default { get; init; }
    /// <summary>
    /// What a processor that a person puts into a chain begins with, where a document must give the value itself: one that changes nothing, or
    /// the usual one. Null: nothing is usual, it depends on the music.
    /// </summary>
    public double? Start { get; init; }
    public bool IsOptional { get; init; }
    /// <summary>The words of a choice; the first is the default where <see cref="Default"/> is 0.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
    /// <summary>Least and greatest count of several numbers.</summary>
    public int LeastCount { get; init; }
    public int MostCount { get; init; }
    /// <summary>A whole number must be a power of two.</summary>
    public bool IsPowerOfTwo { get; init; }
    /// <summary>Chains alone have it: a preset leaves it as it is by itself.</summary>
    public bool IsOfChains { get; init; }
    /// <summary>A text that names a file, or something that is made without one.</summary>
    public bool IsFile { get; init; }
    /// <summary>Several numbers must rise strictly.</summary>
    public bool IsRising { get; init; }
    /// <summary>Several numbers must be whole.</summary>
    public bool IsWhole { get; init; }
    /// <summary>Several numbers must differ from one another.</summary>
    public bool IsDistinct { get; init; }

    /// <summary>The range in words, as errors and explanations print it.</summary>
    public string Allowed => Type switch
    {
        ParameterType.Choice => string.Join(" | ", Choices.Select(c => $"\"{c}\"")),
        ParameterType.Text => FormattableString.Invariant($"a text of {Low} to {High} characters"),
        ParameterType.Numbers => FormattableString.Invariant(
            $"{LeastCount} to {MostCount}{(IsRising ? " rising" : "")}{(IsDistinct ? " different" : "")}{(IsWhole ? " whole" : "")} numbers from {Low} to {High}{Suffix}"),
        ParameterType.Integer when IsPowerOfTwo => FormattableString.Invariant($"a power of two from {Low} to {High}{Suffix}"),
        ParameterType.Integer => FormattableString.Invariant($"a whole number from {Low} to {High}{Suffix}"),
        _ => FormattableString.Invariant($"a number from {Low} to {High}{Suffix}"),
    };

    /// <summary>The number is within the range and, where that is asked for, whole and a power of two.</summary>
    public bool Takes(double value) =>
        value >= Low && value <= High && (Type != ParameterType.Integer || value == Math.Floor(value) && (!IsPowerOfTwo || BitOperations.IsPow2((long)value)));

    private string Suffix => Unit.Length == 0 ? "" : " " + Unit;
}

/// <summary>One kind of processor with its parameters.</summary>
public sealed record ProcessorDefinition
{
    /// <summary>As in JSON and in options.</summary>
    public required string Name { get; init; }
    public required string Description { get; init; }
    /// <summary>Linear and the same at every moment: a frequency response says all of it.</summary>
    public bool IsLinear { get; init; }
    public IReadOnlyList<ParameterDefinition> Parameters { get; init; } = [];
    /// <summary>Parameters of each of its bands; empty where it has none.</summary>
    public IReadOnlyList<ParameterDefinition> BandParameters { get; init; } = [];
    public int LeastBands { get; init; }
    public int MostBands { get; init; }

    /// <exception cref="ArgumentException">No parameter has this name.</exception>
    public ParameterDefinition this[string name] =>
        Parameters.FirstOrDefault(p => p.Name == name) ?? BandParameters.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"{Name} has no parameter {name}.", nameof(name));
}
