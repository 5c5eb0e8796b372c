using System.Globalization;
using System.Text.Json;
using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Contracts.Json;

/// <summary>
/// Reads one object by its definitions: every value is checked against its range, and every key must be asked for before
/// <see cref="Finish"/>.
/// </summary>
internal sealed class StrictObject
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _path;

    public StrictObject(JsonElement element, string path)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object) throw new ContractException(path, Show(element), "an object");
        foreach (var member in element.EnumerateObject())
            if (!_members.TryAdd(member.Name, member.Value)) throw new ContractException(PathOf(member.Name), "given twice", "each key once");
    }

    public string PathOf(string key) => $"{_path}.{key}";

    public bool Has(string key)
    {
        _known.Add(key);
        return _members.ContainsKey(key);
    }

    public JsonElement? Child(string key) => Has(key) ? _members[key] : null;

    public StrictObject? Object(string key) => Child(key) is { } child ? new StrictObject(child, PathOf(key)) : null;

    /// <summary>The elements of a list with their paths; null where the key is absent.</summary>
    public IReadOnlyList<(JsonElement Element, string Path)>? List(string key, int least, int most)
    {
        if (Child(key) is not { } list) return null;
        var allowed = FormattableString.Invariant($"a list of {least} to {most}");
        if (list.ValueKind != JsonValueKind.Array) throw new ContractException(PathOf(key), Show(list), allowed);
        var count = list.GetArrayLength();
        if (count < least || count > most) throw new ContractException(PathOf(key), FormattableString.Invariant($"a list of {count}"), allowed);
        return [.. list.EnumerateArray().Select((e, i) => (e, FormattableString.Invariant($"{PathOf(key)}[{i}]")))];
    }

    /// <param name="exponent">The result is the number × 10^exponent; the range holds for the number as it stands.</param>
    public double Number(ParameterDefinition definition, int exponent = 0)
    {
        if (Child(definition.Name) is not { } element)
            return definition.Default is { } start
                ? ScaledNumber.Read(start.ToString("R", CultureInfo.InvariantCulture), exponent)
                : throw new ContractException(PathOf(definition.Name), "absent", definition.Allowed);
        return Number(element, PathOf(definition.Name), definition, exponent);
    }

    public double[]? Numbers(ParameterDefinition definition)
    {
        if (Child(definition.Name) is null)
            return definition.IsOptional ? null : throw new ContractException(PathOf(definition.Name), "absent", definition.Allowed);
        var list = List(definition.Name, definition.LeastCount, definition.MostCount)!;
        var numbers = new double[list.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Number(list[i].Element, list[i].Path, definition, 0);
            if (definition.IsRising && i > 0 && numbers[i] <= numbers[i - 1])
                throw new ContractException(list[i].Path, Show(list[i].Element), FormattableString.Invariant($"more than {numbers[i - 1]}, for the list rises"));
        }
        return numbers;
    }

    public int Choice(ParameterDefinition definition)
    {
        if (Child(definition.Name) is not { } element)
            return definition.Default is { } start ? (int)start : throw new ContractException(PathOf(definition.Name), "absent", definition.Allowed);
        if (element.ValueKind == JsonValueKind.String)
            for (var i = 0; i < definition.Choices.Count; i++)
                if (element.ValueEquals(definition.Choices[i])) return i;
        throw new ContractException(PathOf(definition.Name), Show(element), definition.Allowed);
    }

    public string Text(ParameterDefinition definition)
    {
        if (Child(definition.Name) is not { } element) throw new ContractException(PathOf(definition.Name), "absent", definition.Allowed);
        return Text(element, PathOf(definition.Name), definition);
    }

    public static string Text(JsonElement element, string path, ParameterDefinition definition)
    {
        if (element.ValueKind != JsonValueKind.String) throw new ContractException(path, Show(element), definition.Allowed);
        var text = element.GetString()!;
        if (text.Length < definition.Low || text.Length > definition.High)
            throw new ContractException(path, FormattableString.Invariant($"a text of {text.Length} characters"), definition.Allowed);
        return text;
    }

    /// <exception cref="ContractException">A key was never asked for.</exception>
    public void Finish()
    {
        foreach (var key in _members.Keys)
            if (!_known.Contains(key))
                throw new ContractException(PathOf(Shorten(key)), "not a key of this object", string.Join(", ", _known.Order(StringComparer.Ordinal)));
    }

    public static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => FormattableString.Invariant($"a list of {element.GetArrayLength()}"),
        _ => Shorten(element.GetRawText()),
    };

    private static double Number(JsonElement element, string path, ParameterDefinition definition, int exponent)
    {
        if (element.ValueKind != JsonValueKind.Number) throw new ContractException(path, Show(element), definition.Allowed);
        var token = element.GetRawText();
        var value = ScaledNumber.Read(token, 0);
        var whole = definition.Type != ParameterType.Integer || value == Math.Floor(value);
        if (!(value >= definition.Low && value <= definition.High && whole)) throw new ContractException(path, Show(element), definition.Allowed);
        return exponent == 0 ? value : ScaledNumber.Read(token, exponent);
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
