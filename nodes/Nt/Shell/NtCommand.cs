using System.CommandLine;

namespace NTWorkstation.Nt.Shell;

/// <summary>A command with what its help needs besides: groups of options, examples and remarks.</summary>
internal class NtCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Title, IReadOnlyList<Option> Options)> _groups = [];

    /// <summary>Options in groups, in the order of help.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups => _groups;

    /// <summary>What follows the command's name in the usage line; made from arguments and options when null.</summary>
    public string? Usage { get; init; }

    /// <summary>Each with a line that says what it does.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];

    /// <summary>Paragraphs after the options.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    protected void Group(string title, params Option[] options)
    {
        foreach (var option in options) Options.Add(option);
        _groups.Add((title, options));
    }
}

/// <summary>What may stand for a value: for completion.</summary>
internal enum ValueKind
{
    None,
    File,
    Word,
}

/// <summary>An option or an argument that knows what its values are.</summary>
internal interface IValueHint
{
    ValueKind Kind { get; }
    IReadOnlyList<string> Words { get; }
    /// <summary>Default as help shows it, or null.</summary>
    string? DefaultText { get; }
}
