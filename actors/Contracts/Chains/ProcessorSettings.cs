using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Chains;

/// <summary>
/// A processor with its parameters as a document holds them: the form in which parameters are read, changed one by one and compared.
/// Its JSON is an element of a chain. Made from a <see cref="ProcessorSpec"/> it gives the same one back bit for bit. Immutable; equal by value.
/// </summary>
[JsonConverter(typeof(ProcessorSettingsConverter))]
public sealed class ProcessorSettings : IEquatable<ProcessorSettings>
{
    private readonly ImmutableArray<ParameterValue?> _values;
    private readonly ImmutableArray<ImmutableArray<ParameterValue?>> _bands;

    private ProcessorSettings(ProcessorDefinition definition, ImmutableArray<ParameterValue?> values, ImmutableArray<ImmutableArray<ParameterValue?>> bands) =>
        (Definition, _values, _bands) = (definition, values, bands);

    public ProcessorDefinition Definition { get; }

    /// <summary>"eq"</summary>
    public string Processor => Definition.Name;

    public int Bands => _bands.Length;

    /// <exception cref="ContractException">A parameter is out of its range, or the processor depends on a sample rate.</exception>
    public static ProcessorSettings Of(ProcessorSpec spec)
    {
        using var document = JsonDocument.Parse(Json(w =>
        {
            w.WriteString("processor", ProcessorJson.NameOf(spec));
            ProcessorJson.Write(w, spec);
        }));
        var settings = Take(document.RootElement, "$");
        settings.ToSpec(); // ranges are checked in one place
        return settings;
    }

    /// <summary>From an element of a chain.</summary>
    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static ProcessorSettings Read(JsonElement element, string path) => Of(ReadSpec(element, path));

    /// <summary>From values in the units of their definitions; what is absent takes its default.</summary>
    /// <param name="bands">Of each band, in order.</param>
    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static ProcessorSettings Of(
        ProcessorDefinition definition, IReadOnlyDictionary<string, ParameterValue> values, IReadOnlyList<IReadOnlyDictionary<string, ParameterValue>> bands)
    {
        using var document = JsonDocument.Parse(Json(w =>
        {
            w.WriteString("processor", definition.Name);
            WriteMembers(w, values);
            if (definition.MostBands == 0) return;
            w.WriteStartArray("bands");
            foreach (var band in bands)
            {
                w.WriteStartObject();
                WriteMembers(w, band);
                w.WriteEndObject();
            }
            w.WriteEndArray();
        }));
        return Read(document.RootElement, definition.Name);
    }

    /// <exception cref="ContractException">A parameter is out of its range, or does not go with another.</exception>
    public ProcessorSpec ToSpec()
    {
        using var document = JsonDocument.Parse(Json(WriteMembers));
        return ReadSpec(document.RootElement, "$");
    }

    /// <summary>False where the processor has no such parameter or band; a parameter that may be absent gives null.</summary>
    public bool TryGet(ParameterPath path, out ParameterValue? value)
    {
        value = null;
        if (!TryFind(path, out var index)) return false;
        value = path.Band is { } band ? _bands[band][index] : _values[index];
        return true;
    }

    /// <summary>What the catalogue says of a parameter; null where there is no such parameter or band.</summary>
    public ParameterDefinition? DefinitionOf(ParameterPath path) =>
        TryFind(path, out var index) ? (path.Band is null ? Definition.Parameters : Definition.BandParameters)[index] : null;

    /// <summary>With another value. Only the value's own range is looked at; <see cref="ToSpec"/> looks at the whole.</summary>
    /// <exception cref="ContractException">There is no such parameter or band, or it cannot have this value.</exception>
    public ProcessorSettings With(ParameterPath path, ParameterValue? value)
    {
        if (!TryFind(path, out var index)) throw new ContractException(path.ToString(), "not a parameter", string.Join(", ", Paths()));
        var definition = (path.Band is null ? Definition.Parameters : Definition.BandParameters)[index];
        if (!ParameterRange.Holds(definition, value)) throw new ContractException(path.ToString(), ParameterRange.Show(value), definition.Allowed);
        return path.Band is { } band
            ? new(Definition, _values, _bands.SetItem(band, _bands[band].SetItem(index, value)))
            : new(Definition, _values.SetItem(index, value), _bands);
    }

    /// <summary>Every parameter that has a value, with it, in the order of the catalogue, the bands last.</summary>
    public IEnumerable<(ParameterPath Path, ParameterDefinition Definition, ParameterValue Value)> Parameters()
    {
        for (var i = 0; i < _values.Length; i++)
            if (_values[i] is { } value) yield return (new(null, Definition.Parameters[i].Name), Definition.Parameters[i], value);
        for (var band = 0; band < _bands.Length; band++)
            for (var i = 0; i < _bands[band].Length; i++)
                if (_bands[band][i] is { } value) yield return (new(band, Definition.BandParameters[i].Name), Definition.BandParameters[i], value);
    }

    public bool Equals(ProcessorSettings? other) =>
        other is not null && Processor == other.Processor && _values.SequenceEqual(other._values)
        && _bands.Length == other._bands.Length && _bands.Zip(other._bands).All(b => b.First.SequenceEqual(b.Second));

    public override bool Equals(object? obj) => Equals(obj as ProcessorSettings);

    public override int GetHashCode() => _bands.SelectMany(b => b).Concat(_values).Aggregate(Processor.GetHashCode(StringComparison.Ordinal), HashCode.Combine);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteMembers(writer);
        writer.WriteEndObject();
    }

    private IEnumerable<string> Paths() =>
        Definition.Parameters.Select(p => p.Name).Concat(Definition.BandParameters.Select(p => $"bands[0{(Bands > 1 ? FormattableString.Invariant($"…{Bands - 1}") : "")}].{p.Name}"));

    private bool TryFind(ParameterPath path, out int index)
    {
        index = -1;
        if (path.Band is { } band && band >= _bands.Length) return false;
        var parameters = path.Band is null ? Definition.Parameters : Definition.BandParameters;
        for (var i = 0; i < parameters.Count && index < 0; i++)
            if (parameters[i].Name == path.Name) index = i;
        return index >= 0;
    }

    private void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("processor", Processor);
        WriteMembers(writer, Definition.Parameters, _values);
        if (Definition.MostBands == 0) return;
        writer.WriteStartArray("bands");
        foreach (var band in _bands)
        {
            writer.WriteStartObject();
            WriteMembers(writer, Definition.BandParameters, band);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, IReadOnlyList<ParameterDefinition> definitions, ImmutableArray<ParameterValue?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value) continue;
            writer.WritePropertyName(definitions[i].Name);
            ParameterValueConverter.Write(writer, value);
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, IReadOnlyDictionary<string, ParameterValue> values)
    {
        foreach (var (name, value) in values)
        {
            writer.WritePropertyName(name);
            ParameterValueConverter.Write(writer, value);
        }
    }

    private static ProcessorSpec ReadSpec(JsonElement element, string path)
    {
        var o = new StrictObject(element, path);
        var name = o.Child("processor") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new ContractException($"{path}.processor", "absent or not a text", string.Join(", ", ProcessorCatalogue.All.Select(p => p.Name)));
        return ProcessorJson.Read(name, o);
    }

    // Of a document that was just written from a spec: its shape is known to be right.
    private static ProcessorSettings Take(JsonElement element, string path)
    {
        var name = element.GetProperty("processor").GetString();
        var definition = ProcessorCatalogue.All.First(d => d.Name == name);
        return new(
            definition, Values(element, definition.Parameters, path),
            definition.MostBands == 0 ? [] : [.. element.GetProperty("bands").EnumerateArray().Select(b => Values(b, definition.BandParameters, path))]);
    }

    private static ImmutableArray<ParameterValue?> Values(JsonElement element, IReadOnlyList<ParameterDefinition> definitions, string path) =>
        [.. definitions.Select(d => element.TryGetProperty(d.Name, out var member) ? Value(member, path) : null)];

    private static ParameterValue Value(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Number => new NumberValue(element.GetRawText()),
        JsonValueKind.String => new TextValue(element.GetString()!),
        JsonValueKind.Array => new NumbersValue([.. element.EnumerateArray().Select(e => e.GetRawText())]),
        _ => throw new ContractException(path, StrictObject.Show(element), "a number, a text or a list of numbers"),
    };

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}

public sealed class ProcessorSettingsConverter : JsonConverter<ProcessorSettings>
{
    public override ProcessorSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return ProcessorSettings.Read(document.RootElement, "$");
    }

    public override void Write(Utf8JsonWriter writer, ProcessorSettings value, JsonSerializerOptions options) => value.Write(writer);
}
