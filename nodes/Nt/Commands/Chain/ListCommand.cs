using NTWorkstation.Audio.Chain;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>nt chain list: every processor and what it does.</summary>
internal sealed class ListCommand : NtCommand
{
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public ListCommand(CommandContext context) : base("list", "Lists every processor and what it does.")
    {
        Group("Options", _json);
        Examples = [("nt chain list", "The processors that a chain can have.")];
        SetAction(parsed =>
        {
            if (parsed.GetValue(_json)) WriteJson(context.Streams.Out);
            else WriteText(context.Streams.Out);
            return ExitCode.Done;
        });
    }

    private static void WriteText(Sink sink)
    {
        var width = ProcessorCatalogue.All.Max(p => p.Name.Length);
        foreach (var processor in ProcessorCatalogue.All)
            Paragraphs.Write(sink, sink.Paint(Ink.Cyan, processor.Name), processor.Name.Length, processor.Description, width + 2);
    }

    private static void WriteJson(Sink sink) => Json.WriteTo(sink, json =>
    {
        json.WriteString("schema", "nt.chain.list/1");
        json.WriteStartArray("processors");
        foreach (var processor in ProcessorCatalogue.All)
        {
            json.WriteStartObject();
            ProcessorText.WriteJson(json, processor);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
