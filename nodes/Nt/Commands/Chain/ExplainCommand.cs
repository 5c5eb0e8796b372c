using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>nt chain explain: a processor with all that it can be told, or a chain in words.</summary>
internal sealed class ExplainCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _subject = new("PROCESSOR|FILE", "The name of a processor, or a chain (.json).") { HelpName = "PROCESSOR|FILE" };
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public ExplainCommand(CommandContext context) : base("explain", "Explains a processor with its parameters, units, ranges and defaults, or what a chain does.")
    {
        _context = context;
        Arguments.Add(_subject);
        Group("Options", _json);
        Remarks = [$"Processors: {string.Join(", ", ProcessorCatalogue.All.Select(p => p.Name))}."];
        Examples = [("nt chain explain compressor", "Its parameters."), ("nt chain explain config/chains/podcast.json", "A chain in words.")];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var subject = parsed.GetRequiredValue(_subject);
        var sink = _context.Streams.Out;
        if (ProcessorCatalogue.All.FirstOrDefault(p => p.Name == subject) is { } processor)
        {
            if (parsed.GetValue(_json))
                Json.WriteTo(sink, json =>
                {
                    json.WriteString("schema", "nt.chain.processor/1");
                    ProcessorText.WriteJson(json, processor);
                });
            else ProcessorText.Write(sink, processor);
            return ExitCode.Done;
        }
        if (!subject.Contains('.', StringComparison.Ordinal) && !subject.Contains('/', StringComparison.Ordinal) && !File.Exists(subject))
            throw new UsageException($"There is no processor '{subject}'.{Values.Meant(subject, [.. ProcessorCatalogue.All.Select(p => p.Name)])} nt chain list names them.");
        var chain = SoundFile.Chain(subject).Select(ProcessorSettings.Of).ToArray();
        if (parsed.GetValue(_json)) WriteJson(subject, chain, sink);
        else WriteText(subject, chain, sink);
        return ExitCode.Done;
    }

    private static void WriteText(string path, ProcessorSettings[] chain, Sink sink)
    {
        sink.WriteLine($"{Text.Printable(path)}: {Text.Count(chain.Length, "processor")}{(chain.Length > 1 ? ", in this order" : "")}");
        for (var i = 0; i < chain.Length; i++)
        {
            sink.WriteLine();
            var definition = chain[i].Definition;
            Paragraphs.Write(sink, $"{i}  {sink.Paint(Ink.Bold, definition.Name)}", definition.Name.Length + 3 + (i > 9 ? 1 : 0), definition.Description, 16);
            var table = new Table(new Column(""), new Column(""), new Column(""));
            foreach (var (place, parameter, value) in chain[i].Parameters())
                if (place.Band is null) table.Add("     " + ParameterWords.Name(parameter, place), Text.Printable(ParameterWords.Value(parameter, value)), IsDefault(parameter, value) ? "default" : "");
            table.Write(sink);
            for (var band = 0; band < chain[i].Bands; band++)
            {
                var said = chain[i].Parameters().Where(p => p.Path.Band == band && (p.Definition.Type == ParameterType.Choice || Counts(chain[i], p.Path, p.Definition, p.Value)));
                sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"     band {band}: ") + string.Join(", ", said.Select(Phrase)));
            }
        }
    }

    private static string Phrase((ParameterPath Path, ParameterDefinition Definition, ParameterValue Value) p) =>
        p.Definition is { Type: ParameterType.Choice, Name: "type" }
            ? ParameterWords.Value(p.Definition, p.Value)
            : $"{ParameterWords.Name(p.Definition, new ParameterPath(null, p.Path.Name))} {ParameterWords.Value(p.Definition, p.Value)}";

    // The gain of a pass filter says nothing, and what is at its default goes without saying, but for a filter's own quality.
    private static bool Counts(ProcessorSettings settings, ParameterPath path, ParameterDefinition definition, ParameterValue value)
    {
        var shape = settings.TryGet(path with { Name = "type" }, out var type) ? (type as TextValue)?.Text : null;
        if (shape is not null && definition.Name == "gain_db") return shape is "peaking" or "low_shelf" or "high_shelf";
        return shape is not null && definition.Name == "q" || !IsDefault(definition, value);
    }

    private static bool IsDefault(ParameterDefinition definition, ParameterValue value) => value switch
    {
        NumberValue number => number.Value == definition.Default,
        TextValue word => definition.Default is { } index && definition.Choices.Count > 0 && word.Text == definition.Choices[(int)index],
        _ => false,
    };

    private static void WriteJson(string path, ProcessorSettings[] chain, Sink sink) => Json.WriteTo(sink, json =>
    {
        json.WriteString("schema", "nt.chain.explanation/1");
        json.WriteString("file", path);
        json.WriteStartArray("chain");
        foreach (var settings in chain)
        {
            json.WriteStartObject();
            json.WriteString("description", settings.Definition.Description);
            json.WritePropertyName("settings");
            settings.Write(json);
            json.WriteStartArray("parameters");
            foreach (var (place, parameter, value) in settings.Parameters())
            {
                json.WriteStartObject();
                json.WriteString("parameter", place.ToString());
                json.WriteString("words", $"{ParameterWords.Name(parameter, place)} {ParameterWords.Value(parameter, value)}");
                json.WriteString("unit", parameter.Unit);
                json.WriteBoolean("default", IsDefault(parameter, value));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
