using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Nt.Shell;

/// <summary>An option whose value is the path of a file.</summary>
internal sealed class FileOption : Option<string?>, IValueHint
{
    public FileOption(string name, string valueName, string description) : base(name)
    {
        HelpName = valueName;
        Description = description;
        CustomParser = Values.Path;
    }

    public ValueKind Kind => ValueKind.File;
    public IReadOnlyList<string> Words => [];
    public string? DefaultText => null;
}

/// <summary>An argument that is the path of a file.</summary>
internal sealed class FileArgument : Argument<string>, IValueHint
{
    public FileArgument(string name, string description) : base(name)
    {
        Description = description;
        CustomParser = r => Values.Path(r) ?? "";
    }

    public ValueKind Kind => ValueKind.File;
    public IReadOnlyList<string> Words => [];
    public string? DefaultText => null;
}

/// <summary>An argument that is one or more paths of files.</summary>
internal sealed class FilesArgument : Argument<string[]>, IValueHint
{
    public FilesArgument(string name, string description) : base(name)
    {
        Description = description;
        Arity = ArgumentArity.OneOrMore;
        Validators.Add(Check);
    }

    // Any number of names takes in whatever stands on the line, options that are misspelt as well.
    private static void Check(ArgumentResult result)
    {
        var command = (result.Parent as CommandResult)?.Command;
        foreach (var token in result.Tokens.Select(t => t.Value))
            if (token.Length == 0) result.AddError("A path is empty.");
            else if (token.Contains('\0')) result.AddError("A path holds a zero byte.");
            else if (token.Length > 1 && token[0] == '-' && !System.IO.Path.Exists(token) && command is not null)
                result.AddError($"{Complaints.NameOf(command)} has no option {token}.{Values.Meant(token, [.. command.Options.Where(o => !o.Hidden).Select(o => o.Name)])}");
    }

    public ValueKind Kind => ValueKind.File;
    public IReadOnlyList<string> Words => [];
    public string? DefaultText => null;
}

/// <summary>An option that takes one of a few words; null where it is not given.</summary>
internal sealed class WordOption : Option<string?>, IValueHint
{
    public WordOption(string name, string description, string? defaultText, params string[] words) : base(name)
    {
        Words = words;
        DefaultText = defaultText;
        HelpName = string.Join('|', words);
        Description = description;
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!words.Contains(text)) result.AddError($"{name} takes {Values.List(words)}, not '{text}'.{Values.Meant(text, words)}");
            return text;
        };
    }

    public ValueKind Kind => ValueKind.Word;
    public IReadOnlyList<string> Words { get; }
    public string? DefaultText { get; }
}

/// <summary>An option that takes a number within a range; null where it is not given.</summary>
internal sealed class NumberOption : Option<double?>, IValueHint
{
    /// <param name="unit">Shown in the error, with a space before it where it is not a sign.</param>
    /// <param name="isWhole">A count or a place: 1.5 is refused, and not taken for 1.</param>
    public NumberOption(string name, string valueName, string description, double least, double most, string unit, string? defaultText = null, bool isWhole = false) : base(name)
    {
        HelpName = valueName;
        Description = description;
        DefaultText = defaultText;
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                result.AddError($"{name} takes a number, not '{text}'.");
                return null;
            }
            if (isWhole && value != Math.Floor(value))
            {
                result.AddError($"{name} takes a whole number, not {text}.");
                return null;
            }
            // The negation also refuses what compares false.
            if (!(value >= least && value <= most))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes {least} to {most}{(unit.Length == 0 ? "" : " ")}{unit}, not {text}."));
            return value;
        };
    }

    public ValueKind Kind => ValueKind.None;
    public IReadOnlyList<string> Words => [];
    public string? DefaultText { get; }
}

/// <summary>An option whose value is any text.</summary>
internal sealed class TextOption : Option<string?>, IValueHint
{
    public TextOption(string name, string valueName, string description) : base(name)
    {
        HelpName = valueName;
        Description = description;
    }

    public ValueKind Kind => ValueKind.None;
    public IReadOnlyList<string> Words => [];
    public string? DefaultText => null;
}

/// <summary>A switch.</summary>
internal sealed class FlagOption : Option<bool>
{
    public FlagOption(string name, string description) : base(name) => Description = description;
}

/// <summary>What options share in reading values.</summary>
internal static class Values
{
    public static string? Path(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length == 0) result.AddError("A path is empty.");
        else if (text.Contains('\0')) result.AddError("A path holds a zero byte.");
        return text;
    }

    /// <summary>" Did you mean X?", or nothing.</summary>
    public static string Meant(string text, IReadOnlyList<string> words) => Spelling.Closest(text, words) is { } near ? $" Did you mean {near}?" : "";

    public static string List(IReadOnlyList<string> words) => words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";
}

/// <summary>An argument that is one of a few words.</summary>
internal sealed class WordArgument : Argument<string>, IValueHint
{
    public WordArgument(string name, string description, params string[] words) : base(name)
    {
        Words = words;
        Description = description;
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!words.Contains(text)) result.AddError($"{name} is {Values.List(words)}, not '{text}'.{Values.Meant(text, words)}");
            return text;
        };
    }

    public ValueKind Kind => ValueKind.Word;
    public IReadOnlyList<string> Words { get; }
    public string? DefaultText => null;
}
