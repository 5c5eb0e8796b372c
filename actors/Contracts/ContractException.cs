namespace NTWorkstation.Contracts;

/// <summary>A document that does not keep its contract.</summary>
public sealed class ContractException : FormatException
{
    public ContractException(string path, string value, string allowed)
        : base($"{path} is {value}; allowed is {allowed}.") => (Path, Value, Allowed) = (path, value, allowed);

    /// <summary>Where in the document: "$.eq[2].f_hz".</summary>
    public string Path { get; }

    /// <summary>What stands there, shortened.</summary>
    public string Value { get; }

    /// <summary>What may stand there.</summary>
    public string Allowed { get; }
}
