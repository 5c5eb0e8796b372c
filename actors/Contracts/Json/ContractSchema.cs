using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Presets;

namespace NTWorkstation.Contracts.Json;

/// <summary>JSON Schemas (draft 2020-12) of presets and chains, made from the catalogue.</summary>
public static class ContractSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    public static string Preset() => ExactWriter.Document(w =>
    {
        Head(w, "style_params: the readable description of a sound", StyleParamsJson.Version);
        w.WriteStartObject("eq");
        w.WriteString("description", ProcessorCatalogue.PresetEq.Description);
        Bands(w, ProcessorCatalogue.PresetEq, least: 0);
        w.WriteEndObject();
        Stage(w, "pitch", ProcessorCatalogue.Pitch);
        Stage(w, "match_fir", ProcessorCatalogue.MatchFir);
        w.WriteStartObject("compressor");
        w.WriteStartArray("anyOf");
        foreach (var definition in new[] { ProcessorCatalogue.Compressor, ProcessorCatalogue.Multiband })
        {
            w.WriteStartObject();
            Processor(w, definition, named: false);
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteEndObject();
        Stage(w, "rider", ProcessorCatalogue.Rider);
        Stage(w, "exciter", ProcessorCatalogue.Exciter);
        Stage(w, "stereo", ProcessorCatalogue.PresetStereo);
        Stage(w, "reverb", ProcessorCatalogue.Reverb);
        Stage(w, "gain", ProcessorCatalogue.Gain);
        Stage(w, "limiter", ProcessorCatalogue.Limiter);
        Stage(w, "lufs", ProcessorCatalogue.Loudness);
        w.WriteStartObject("notes");
        w.WriteString("type", "array");
        w.WriteNumber("maxItems", StyleParamsJson.MostNotes);
        w.WriteStartObject("items");
        w.WriteString("type", "string");
        w.WriteNumber("maxLength", StyleParamsJson.MostNoteLength);
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
        Required(w, "version");
    });

    public static string Chain() => ExactWriter.Document(w =>
    {
        Head(w, "chain: processors in order", ChainJson.Version);
        w.WriteStartObject("chain");
        w.WriteString("type", "array");
        w.WriteNumber("maxItems", ChainJson.MostProcessors);
        w.WriteStartObject("items");
        w.WriteStartArray("oneOf");
        foreach (var definition in ProcessorCatalogue.All)
        {
            w.WriteStartObject();
            Processor(w, definition, named: true);
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
        Required(w, "version", "chain");
    });

    private static void Head(Utf8JsonWriter w, string title, int version)
    {
        w.WriteString("$schema", Draft);
        w.WriteString("title", title);
        w.WriteString("type", "object");
        w.WriteBoolean("additionalProperties", false);
        w.WriteStartObject("properties");
        w.WriteStartObject("version");
        w.WriteNumber("const", version);
        w.WriteEndObject();
    }

    private static void Required(Utf8JsonWriter w, params string[] keys)
    {
        w.WriteStartArray("required");
        foreach (var key in keys) w.WriteStringValue(key);
        w.WriteEndArray();
    }

    private static void Stage(Utf8JsonWriter w, string key, ProcessorDefinition definition)
    {
        w.WriteStartObject(key);
        Processor(w, definition, named: false);
        w.WriteEndObject();
    }

    private static void Processor(Utf8JsonWriter w, ProcessorDefinition definition, bool named)
    {
        w.WriteString("description", definition.Description);
        w.WriteString("type", "object");
        w.WriteBoolean("additionalProperties", false);
        w.WriteStartObject("properties");
        if (named)
        {
            w.WriteStartObject("processor");
            w.WriteString("const", definition.Name);
            w.WriteEndObject();
        }
        foreach (var parameter in definition.Parameters)
            if (named || !parameter.IsOfChains) Parameter(w, parameter);
        if (definition.MostBands > 0)
        {
            w.WriteStartObject("bands");
            Bands(w, definition, definition.LeastBands);
            w.WriteEndObject();
        }
        w.WriteEndObject();
        var required = definition.Parameters.Where(IsRequired).Select(p => p.Name);
        if (definition.MostBands > 0) required = required.Append("bands");
        if (named) required = required.Prepend("processor");
        Required(w, [.. required]);
    }

    private static void Bands(Utf8JsonWriter w, ProcessorDefinition definition, int least)
    {
        w.WriteString("type", "array");
        w.WriteNumber("minItems", least);
        w.WriteNumber("maxItems", definition.MostBands);
        w.WriteStartObject("items");
        w.WriteString("type", "object");
        w.WriteBoolean("additionalProperties", false);
        w.WriteStartObject("properties");
        foreach (var parameter in definition.BandParameters) Parameter(w, parameter);
        w.WriteEndObject();
        Required(w, [.. definition.BandParameters.Where(IsRequired).Select(p => p.Name)]);
        w.WriteEndObject();
    }

    private static bool IsRequired(ParameterDefinition p) => p.Default is null && !p.IsOptional;

    private static void Parameter(Utf8JsonWriter w, ParameterDefinition p)
    {
        w.WriteStartObject(p.Name);
        w.WriteString("description", p.Unit.Length == 0 ? p.Description : $"{p.Description} Unit: {p.Unit}.");
        switch (p.Type)
        {
            case ParameterType.Choice:
                w.WriteStartArray("enum");
                foreach (var choice in p.Choices) w.WriteStringValue(choice);
                w.WriteEndArray();
                if (p.Default is { } index) w.WriteString("default", p.Choices[(int)index]);
                break;
            case ParameterType.Text:
                w.WriteString("type", "string");
                w.WriteNumber("minLength", (int)p.Low);
                w.WriteNumber("maxLength", (int)p.High);
                break;
            case ParameterType.Numbers:
                w.WriteString("type", "array");
                w.WriteNumber("minItems", p.LeastCount);
                w.WriteNumber("maxItems", p.MostCount);
                if (p.IsDistinct) w.WriteBoolean("uniqueItems", true);
                w.WriteStartObject("items");
                Range(w, p, p.IsWhole ? "integer" : "number");
                w.WriteEndObject();
                break;
            case ParameterType.Integer when p.IsPowerOfTwo:
                w.WriteStartArray("enum");
                for (var value = (long)p.Low; value <= p.High; value *= 2) w.WriteNumberValue(value);
                w.WriteEndArray();
                break;
            default:
                Range(w, p, p.Type == ParameterType.Integer ? "integer" : "number");
                if (p.Default is { } start) w.WriteNumber("default", start);
                break;
        }
        w.WriteEndObject();
    }

    private static void Range(Utf8JsonWriter w, ParameterDefinition p, string type)
    {
        w.WriteString("type", type);
        w.WriteNumber("minimum", p.Low);
        w.WriteNumber("maximum", p.High);
    }
}
