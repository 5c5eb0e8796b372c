using System.Globalization;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>A value of another program's configuration, whatever the format of its file.</summary>
/// <param name="Line">That it begins on, from 1.</param>
public abstract record SettingNode(int Line);

/// <param name="IsQuoted">Then it is a text whatever it looks like.</param>
public sealed record SettingText(string Text, bool IsQuoted, int Line) : SettingNode(Line)
{
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

public sealed record SettingList(IReadOnlyList<SettingNode> Items, int Line) : SettingNode(Line);

/// <param name="Entries">No key stands twice.</param>
public sealed record SettingMap(IReadOnlyList<(string Key, int Line, SettingNode Value)> Entries, int Line) : SettingNode(Line)
{
    public SettingNode? this[string key]
    {
        get
        {
            foreach (var (name, _, value) in Entries)
                if (name == key) return value is SettingText { IsNull: true } ? null : value;
            return null;
        }
    }

    /// <summary>Null where the key is absent.</summary>
    /// <exception cref="ArgumentException">It is no number.</exception>
    public double? Number(string key) => this[key] switch
    {
        null => null,
        SettingText { IsQuoted: false } scalar when Words.TryNumber(scalar.Text.Replace("_", "", StringComparison.Ordinal), out var value) => value,
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
        SettingText scalar => scalar.Text,
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
        SettingList list => [.. list.Items.Select(i => i is SettingText scalar && Words.TryNumber(scalar.Text, out var value) ? value : throw new ArgumentException($"{key} is no list of numbers"))],
        _ => throw new ArgumentException($"{key} is no list of numbers"),
    };

    /// <exception cref="ArgumentException">There is a key that is none of these.</exception>
    public void Only(params ReadOnlySpan<string> known)
    {
        foreach (var (key, _, _) in Entries)
            if (!known.Contains(key) && key != "description") throw new ArgumentException($"{key} is not known here");
    }
}
