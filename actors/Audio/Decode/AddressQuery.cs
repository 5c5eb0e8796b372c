using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>"word?key=value&amp;key=value" of an address, read key by key; what nobody asked for is an error in the end.</summary>
public sealed class AddressQuery
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _scheme;
    private readonly string _word;

    private AddressQuery(string scheme, string word) => (_scheme, _word) = (scheme, word);

    /// <summary>What stands ahead of the question mark.</summary>
    public string Name => _word;

    /// <exception cref="MediaException">Unsupported: not of this form, or a key twice.</exception>
    public static AddressQuery Parse(string rest, string scheme)
    {
        var question = rest.IndexOf('?');
        var query = new AddressQuery(scheme, question < 0 ? rest : rest[..question]);
        if (question < 0 || question == rest.Length - 1) return query;
        foreach (var pair in rest[(question + 1)..].Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals <= 0) throw query.Refuse($"'{pair}' is not of the form key=value");
            if (!query._values.TryAdd(pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..]))) throw query.Refuse($"'{pair[..equals]}' is stated twice");
        }
        return query;
    }

    public T Word<T>() where T : struct, Enum => OneOf<T>("", _word);

    public T Choice<T>(string key, T usual) where T : struct, Enum => Take(key) is { } text ? OneOf<T>(key + " = ", text) : usual;

    public double Number(string key, double usual, double least, double most)
    {
        if (Take(key) is not { } text) return usual;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= least && value <= most))
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"{key} = {text} is no number from {least} to {most}"));
        return value;
    }

    public int Whole(string key, int usual, int least, int most)
    {
        if (Take(key) is not { } text) return usual;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"{key} = {text} is no whole number from {least} to {most}"));
        return value;
    }

    /// <summary>To be called last.</summary>
    public void RefuseOthers()
    {
        if (_values.Keys.FirstOrDefault(k => !_known.Contains(k)) is not { } unknown) return;
        var meant = Spelling.Closest(unknown, _known) is { } near ? $"; {near} is" : $"; there are {string.Join(", ", _known)}";
        throw Refuse($"{unknown} is not known here{meant}");
    }

    public MediaException Refuse(string what) => new(MediaFault.Unsupported, $"{_scheme}:{_word}: {what}.");

    private string? Take(string key)
    {
        _known.Add(key);
        return _values.GetValueOrDefault(key);
    }

    private T OneOf<T>(string label, string text) where T : struct, Enum
    {
        // By name alone: TryParse would take numbers too.
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        throw Refuse($"{label}'{text}' is not known; there are {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
    }
}
