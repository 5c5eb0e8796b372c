using System.Globalization;
using System.Text.Json;
using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Contracts.Json;

/// <summary>An element of a list with its place in the document.</summary>
internal readonly record struct PlacedElement(JsonElement Element, string Path);

/// <summary>
/// Reads one object by its definitions: every value is checked against its range, and every key must be asked for before
/// <see cref="Finish"/>. The first fault is thrown; with a list of faults each is added to it and reading goes on with a value within the range.
/// </summary>
internal sealed class StrictObject
{
    // Of a type of ours, so that its dictionary is compiled ahead of time.
    private readonly record struct Member(JsonElement Value);

    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly List<ContractException>? _faults;

    /// <param name="faults">Takes what is wrong; null: the first fault is thrown.</param>
    public StrictObject(JsonElement element, string path, List<ContractException>? faults = null)
    {
        (_path, _faults) = (path, faults);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fault(new(path, Show(element), "an object"));
            return;
        }
        foreach (var member in element.EnumerateObject())
            if (!_members.TryAdd(member.Name, new Member(member.Value))) Fault(new(PathOf(Shorten(member.Name)), "given twice", "each key once"));
    }

    /// <exception cref="ContractException">Always, unless faults are gathered.</exception>
    public void Fault(ContractException fault)
    {
        if (_faults is null) throw fault;
        _faults.Add(fault);
    }

    /// <summary>An element of a list, with the same way with faults.</summary>
    public StrictObject Element(PlacedElement item) => new(item.Element, item.Path, _faults);

    public string PathOf(string key) => $"{_path}.{key}";

    public bool Has(string key)
    {
        _known.Add(key);
        return _members.ContainsKey(key);
    }

    public JsonElement? Child(string key) => Has(key) ? _members[key].Value : null;

    public StrictObject? Object(string key) => Child(key) is { } child ? new StrictObject(child, PathOf(key), _faults) : null;

    /// <summary>The elements of a list with their paths; null where the key is absent.</summary>
    public IReadOnlyList<PlacedElement>? List(string key, int least, int most)
    {
        if (Child(key) is not { } list) return null;
        var allowed = FormattableString.Invariant($"a list of {least} to {most}");
        if (list.ValueKind != JsonValueKind.Array)
        {
            Fault(new(PathOf(key), Show(list), allowed));
            return [];
        }
        var count = list.GetArrayLength();
        if (count < least || count > most)
        {
            Fault(new(PathOf(key), FormattableString.Invariant($"a list of {count}"), allowed));
            return [];
        }
        return [.. list.EnumerateArray().Select((e, i) => new PlacedElement(e, FormattableString.Invariant($"{PathOf(key)}[{i}]")))];
    }

    /// <param name="exponent">The result is the number × 10^exponent; the range holds for the number as it stands.</param>
    public double Number(ParameterDefinition definition, int exponent = 0)
    {
        if (Child(definition.Name) is { } element) return Number(element, PathOf(definition.Name), definition, exponent);
        if (definition.Default is { } start) return ScaledNumber.Read(start.ToString("R", CultureInfo.InvariantCulture), exponent);
        Fault(new(PathOf(definition.Name), "absent", definition.Allowed));
        return definition.Low;
    }

    /// <summary>Null where an optional number is absent.</summary>
    public double? OptionalNumber(ParameterDefinition definition, int exponent = 0) => Has(definition.Name) ? Number(definition, exponent) : null;

    public double[]? Numbers(ParameterDefinition definition)
    {
        if (Child(definition.Name) is null)
        {
            if (definition.IsOptional) return null;
            Fault(new(PathOf(definition.Name), "absent", definition.Allowed));
            return [];
        }
        var list = List(definition.Name, definition.LeastCount, definition.MostCount)!;
        var numbers = new double[list.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Number(list[i].Element, list[i].Path, definition, 0);
            if (definition.IsRising && i > 0 && numbers[i] <= numbers[i - 1])
                Fault(new(list[i].Path, Show(list[i].Element), FormattableString.Invariant($"more than {numbers[i - 1]}, for the list rises")));
            if (definition.IsWhole && numbers[i] != Math.Floor(numbers[i]) || definition.IsDistinct && numbers.AsSpan(0, i).Contains(numbers[i]))
                Fault(new(list[i].Path, Show(list[i].Element), definition.Allowed));
        }
        return numbers;
    }

    public int Choice(ParameterDefinition definition)
    {
        var element = Child(definition.Name);
        if (element is null && definition.Default is { } start) return (int)start;
        if (element is { ValueKind: JsonValueKind.String } word)
            for (var i = 0; i < definition.Choices.Count; i++)
                if (word.ValueEquals(definition.Choices[i])) return i;
        Fault(new(PathOf(definition.Name), element is { } other ? Show(other) : "absent", definition.Allowed));
        return 0;
    }

    public string Text(ParameterDefinition definition)
    {
        try
        {
            if (Child(definition.Name) is not { } element) throw new ContractException(PathOf(definition.Name), "absent", definition.Allowed);
            return Text(element, PathOf(definition.Name), definition);
        }
        catch (ContractException fault) when (_faults is not null)
        {
            _faults.Add(fault);
            return "";
        }
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
                Fault(new(PathOf(Shorten(key)), "not a key of this object", string.Join(", ", _known.Order(StringComparer.Ordinal))));
    }

    public static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => FormattableString.Invariant($"a list of {element.GetArrayLength()}"),
        _ => Shorten(element.GetRawText()),
    };

    private double Number(JsonElement element, string path, ParameterDefinition definition, int exponent)
    {
        var token = element.ValueKind == JsonValueKind.Number ? element.GetRawText() : null;
        var value = token is null ? double.NaN : ScaledNumber.Read(token, 0);
        if (token is null || !definition.Takes(value))
        {
            Fault(new(path, Show(element), definition.Allowed));
            return definition.Low;
        }
        return exponent == 0 ? value : ScaledNumber.Read(token, exponent);
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
