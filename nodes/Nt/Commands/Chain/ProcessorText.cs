using System.Globalization;
using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>A processor as the catalogue defines it, in words and as JSON.</summary>
internal static class ProcessorText
{
    public static void Write(Sink sink, ProcessorDefinition processor)
    {
        sink.WriteLine(sink.Paint(Ink.Bold, processor.Name));
        Paragraphs.Write(sink, processor.Description, 2);
        Parameters(sink, "", processor.Parameters);
        if (processor.MostBands > 0)
            Parameters(sink, string.Create(CultureInfo.InvariantCulture, $"bands: {processor.LeastBands} to {processor.MostBands}, each with"), processor.BandParameters);
        sink.WriteLine();
        sink.WriteLine("As it stands in a chain, with what must be given:");
        sink.WriteLine($"  {Example(processor)}");
    }

    /// <summary>"default −6 dB", "must be given", "may be left out".</summary>
    public static string DefaultOf(ParameterDefinition p) => p switch
    {
        { Type: ParameterType.Choice, Default: { } index } => $"default {p.Choices[(int)index]}",
        { Default: { } value } => $"default {Value(value)}{(p.Unit.Length == 0 ? "" : " " + p.Unit)}",
        { IsOptional: true } => "may be left out",
        _ => "must be given",
    };

    public static void WriteJson(Utf8JsonWriter json, ProcessorDefinition processor)
    {
        json.WriteString("name", processor.Name);
        json.WriteString("description", processor.Description);
        json.WriteBoolean("linear", processor.IsLinear);
        Parameters(json, "parameters", processor.Parameters);
        if (processor.MostBands == 0) return;
        json.WriteNumber("least_bands", processor.LeastBands);
        json.WriteNumber("most_bands", processor.MostBands);
        Parameters(json, "band_parameters", processor.BandParameters);
    }

    private static void Parameters(Sink sink, string title, IReadOnlyList<ParameterDefinition> parameters)
    {
        if (parameters.Count == 0) return;
        sink.WriteLine();
        if (title.Length > 0) sink.WriteLine($"  {title}");
        var column = parameters.Max(p => p.Name.Length) + 4;
        foreach (var p in parameters)
        {
            Paragraphs.Write(sink, $"  {sink.Paint(Ink.Cyan, p.Name)}", 2 + p.Name.Length, p.Description, column);
            Paragraphs.Write(sink, $"{p.Allowed}; {DefaultOf(p)}.", column);
        }
    }

    private static string Example(ProcessorDefinition processor)
    {
        string[] members =
        [
            $"\"processor\": \"{processor.Name}\"",
            .. Shown(processor).Select(Member),
            .. processor.MostBands == 0 ? [] : (string[])[$"\"bands\": [ {string.Join(", ", Enumerable.Repeat($"{{ {string.Join(", ", BandMembers(processor))} }}", processor.LeastBands))} ]"],
        ];
        return $"{{ {string.Join(", ", members)} }}";
    }

    // Where one of several must be given, all of them may be left out by their definitions: the first stands for them.
    private static IEnumerable<ParameterDefinition> Shown(ProcessorDefinition processor)
    {
        var needed = processor.Parameters.Where(IsNeeded).ToArray();
        return needed.Length > 0 || processor.MostBands > 0 ? needed : processor.Parameters.Where(p => p.IsOptional && p.Default is null && !p.IsOfChains).Take(1);
    }

    private static IEnumerable<string> BandMembers(ProcessorDefinition processor)
    {
        var needed = processor.BandParameters.Where(IsNeeded).ToArray();
        return (needed.Length > 0 ? needed : [processor.BandParameters[0]]).Select(Member);
    }

    private static bool IsNeeded(ParameterDefinition p) => p.Default is null && !p.IsOptional;

    private static string Member(ParameterDefinition p) => $"\"{p.Name}\": " + p.Type switch
    {
        ParameterType.Choice => $"\"{p.Choices[0]}\"",
        ParameterType.Text => "\"…\"",
        ParameterType.Numbers => $"[{string.Join(", ", Enumerable.Range(0, p.LeastCount).Select(i => Value(p.Start ?? Usual(p) * (1 + i))))}]",
        _ => Value(p.Start ?? Usual(p)),
    };

    private static double Usual(ParameterDefinition p) => p.Unit switch
    {
        "" when p.IsWhole || p.Type == ParameterType.Integer => p.Low,
        "Hz" => Math.Clamp(p.Name == "rate_hz" ? 48000 : 1000, p.Low, p.High),
        "bits" => 16,
        "LUFS" => Math.Clamp(-16, p.Low, p.High),
        _ => Math.Round((Math.Max(p.Low, -12) + Math.Min(p.High, 12)) / 2, 2),
    };

    private static string Value(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static void Parameters(Utf8JsonWriter json, string name, IReadOnlyList<ParameterDefinition> parameters)
    {
        json.WriteStartArray(name);
        foreach (var p in parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", p.Name);
            json.WriteString("type", p.Type switch
            {
                ParameterType.Number => "number",
                ParameterType.Integer => "integer",
                ParameterType.Choice => "choice",
                ParameterType.Text => p.IsFile ? "file" : "text",
                _ => "numbers",
            });
            json.WriteString("unit", p.Unit);
            json.WriteString("description", p.Description);
            if (p.Type == ParameterType.Choice)
            {
                json.WriteStartArray("choices");
                foreach (var choice in p.Choices) json.WriteStringValue(choice);
                json.WriteEndArray();
                json.WriteString("default", p.Default is { } index ? p.Choices[(int)index] : null);
            }
            else
            {
                json.WriteNumber("low", p.Low);
                json.WriteNumber("high", p.High);
                if (p.Default is { } value) json.WriteNumber("default", value);
                else json.WriteNull("default");
            }
            if (p.Type == ParameterType.Numbers)
            {
                json.WriteNumber("least_count", p.LeastCount);
                json.WriteNumber("most_count", p.MostCount);
            }
            json.WriteBoolean("required", IsNeeded(p));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
