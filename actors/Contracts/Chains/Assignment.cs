namespace NTWorkstation.Contracts.Chains;

/// <summary>A value for a parameter as a person writes it: "bands[2].gain_db" and "+3 dB". An empty value takes the parameter, or a band as
/// a whole ("bands[2]"), away; a band right after the last one adds it.</summary>
public sealed record Assignment(string Parameter, string Value);

/// <summary>Why an assignment is refused.</summary>
public enum AssignmentFault
{
    NoSuchProcessor,
    NoSuchParameter,
    /// <summary>A value is not within what its parameter allows, or does not go with the others.</summary>
    BadValue,
    /// <summary>There is no such band.</summary>
    NoSuchPlace,
}

/// <summary>An assignment that cannot be made; the message says what is wrong.</summary>
/// <param name="where">The processor's parameter: "eq.bands[0].gain_db".</param>
/// <param name="advice">What to do.</param>
public sealed class AssignmentException(AssignmentFault fault, string where, string what, string advice) : Exception(what)
{
    public AssignmentFault Fault { get; } = fault;
    public string Where { get; } = where;
    public string Advice { get; } = advice;
    /// <summary>All of it, for people.</summary>
    public string Full => $"{Where}: {Message}. {Advice}";
}
