using System.Globalization;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>A document that is not of the YAML that is read here.</summary>
internal sealed class YamlException(int line, string message) : FormatException(message)
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;
}

/// <summary>A value with the line that it begins on.</summary>
internal abstract record YamlNode(int Line);

/// <param name="IsQuoted">Then it is a text whatever it looks like.</param>
internal sealed record YamlScalar(string Text, bool IsQuoted, int Line) : YamlNode(Line)
{
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line) : YamlNode(Line);

internal sealed record YamlMap(IReadOnlyList<(string Key, int Line, YamlNode Value)> Entries, int Line) : YamlNode(Line)
{
    public YamlNode? this[string key]
    {
        get
        {
            foreach (var (name, _, value) in Entries)
                if (name == key) return value is YamlScalar { IsNull: true } ? null : value;
            return null;
        }
    }

    /// <summary>Null where the key is absent.</summary>
    /// <exception cref="ArgumentException">It is no number.</exception>
    public double? Number(string key) => this[key] switch
    {
        null => null,
        YamlScalar { IsQuoted: false } scalar when Words.TryNumber(scalar.Text.Replace("_", "", StringComparison.Ordinal), out var value) => value,
        _ => throw new ArgumentException($"{key} is no number"),
    };

    /// <exception cref="ArgumentException">It is absent or no number.</exception>
    public double Need(string key) => Number(key) ?? throw new ArgumentException($"{key} is missing");

    /// <exception cref="ArgumentException">It is no whole number.</exception>
    public int? Whole(string key) => Number(key) is not { } value ? null
        : value == Math.Floor(value) && Math.Abs(value) < 1e9 ? (int)value : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{key} is {value}, no whole number"));

    /// <exception cref="ArgumentException">It is no text.</exception>
    public string? Text(string key) => this[key] switch
    {
        null => null,
        YamlScalar scalar => scalar.Text,
        _ => throw new ArgumentException($"{key} is no text"),
    };

    /// <exception cref="ArgumentException">It is neither true nor false.</exception>
    public bool Flag(string key) => Text(key) switch
    {
        null => false,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => throw new ArgumentException($"{key} is neither true nor false"),
    };

    /// <exception cref="ArgumentException">It is no list of numbers.</exception>
    public IReadOnlyList<double>? Numbers(string key) => this[key] switch
    {
        null => null,
        YamlList list => [.. list.Items.Select(i => i is YamlScalar scalar && Words.TryNumber(scalar.Text, out var value) ? value : throw new ArgumentException($"{key} is no list of numbers"))],
        _ => throw new ArgumentException($"{key} is no list of numbers"),
    };

    /// <exception cref="ArgumentException">There is a key that is none of these.</exception>
    public void Only(params ReadOnlySpan<string> known)
    {
        foreach (var (key, _, _) in Entries)
            if (!known.Contains(key) && key != "description") throw new ArgumentException($"{key} is not known here");
    }
}
