using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Import;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>nt chain import: the filters of another program as a chain.</summary>
internal sealed class ImportCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _file = new("FILE", "A configuration of CamillaDSP (.yml), of Equalizer APO, or a filter export of REW (.txt).") { HelpName = "FILE" };
    private readonly FileOption _out = new("--out", "OUT", "The chain to write (.json). Without it the chain is printed.") { Aliases = { "-o" } };
    private readonly WordOption _format = new("--format", "What FILE is.", "by its extension and its beginning", "camilladsp", "equalizerapo", "rew");
    private readonly NumberOption _rate = new("--rate", "HZ", "Sample rate of what is known only as coefficients or by a digital bandwidth.", 1000, 1600000, "Hz", "that of FILE, or 48000");
    private readonly NumberOption _channels = new("--channels", "N", "Channels that the chain is to run on.", 1, 64, "", "those of FILE, or 2", isWhole: true);
    private readonly FlagOption _lenient = new("--lenient", "Leaves out what has no counterpart, and says so; without it nothing is written then.");
    private readonly FlagOption _json = new("--json", "Prints one JSON document with the chain, problems and notes.");

    public ImportCommand(CommandContext context) : base("import", "Makes a chain of another program's filters. What has no counterpart is reported with its line and the reason.")
    {
        _context = context;
        Usage = "FILE [--out OUT] [options]";
        Arguments.Add(_file);
        Group("Options", _out, _format, _rate, _channels, _lenient, _json);
        Remarks =
        [
            "The filters are the other program's own, by the bilinear transform: the same response to the last decimals. Our own equaliser bands are matched to the analogue filter up to the edge of hearing; \"design\": \"matched\" in the chain makes them of the imported ones where that is wanted.",
            "Ends with 3 where something has no counterpart, with --lenient with 0.",
        ];
        Examples =
        [
            ("nt chain import camilla.yml --out room.json", "A configuration of CamillaDSP."),
            ("nt chain import ParametricEQ.txt --lenient | less", "An equaliser for headphones, to look at."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (path, output) = (parsed.GetRequiredValue(_file), parsed.GetValue(_out));
        var (lenient, json) = (parsed.GetValue(_lenient), parsed.GetValue(_json));
        Paths.RequireApart([("FILE", path)], [("--out", output)]);
        if (output is not null) WholeFile.RequireWritable(output);
        var text = TextFile.Read(path);
        var folder = Path.GetDirectoryName(path) ?? "";
        var source = new ImportSource(path, parsed.GetValue(_rate) is { } rate ? new SampleRate(rate) : null, (int?)parsed.GetValue(_channels), name => Included(Path.Combine(folder, name)));
        var imported = Read(parsed.GetValue(_format), path, text, source);
        var target = Path.GetDirectoryName(Path.GetFullPath(output ?? path)) ?? "/";
        var failed = imported.Problems.Count > 0 && !lenient;
        string? document = null;
        if (!failed)
        {
            try
            {
                document = ChainJson.Write([.. imported.Chain.Select(p => p is NamedFirSpec { File: { } file } fir ? fir with { File = Path.GetRelativePath(target, Path.GetFullPath(Path.Combine(folder, file))) } : p)]);
            }
            catch (ContractException outOfRange)
            {
                throw new BadInputException($"{path} has values that a chain does not take: {outOfRange.Message}", outOfRange);
            }
            if (output is not null) WholeFile.Write(output, document);
        }
        if (json) WriteJson(path, imported, failed ? null : document);
        else WriteText(imported, failed, document, output);
        return failed ? ExitCode.BadInput : ExitCode.Done;
    }

    private static ImportedChain Read(string? format, string path, string text, ImportSource source) => (format ?? Path.GetExtension(path).ToUpperInvariant()) switch
    {
        "camilladsp" or ".YML" or ".YAML" => ReadYaml(text, source),
        "rew" => EqualizerApo.ReadRew(text, source),
        "equalizerapo" => EqualizerApo.Read(text, source),
        _ => EqualizerApo.LooksLikeRew(text) ? EqualizerApo.ReadRew(text, source) : EqualizerApo.Read(text, source),
    };

    private static ImportedChain ReadYaml(string text, ImportSource source)
    {
        try
        {
            return CamillaDsp.Read(YamlFile.Read(text), source);
        }
        catch (YamlFault unreadable)
        {
            return new ImportedChain([], [new(source.File, unreadable.Line, "YAML", unreadable.Message)], []);
        }
    }

    private static string Included(string path)
    {
        try
        {
            return TextFile.Read(path);
        }
        catch (BadInputException missing)
        {
            throw new IOException(missing.Message.Split('\n')[0], missing);
        }
    }

    private void WriteText(ImportedChain imported, bool failed, string? document, string? output)
    {
        var (to, error) = (_context.Streams.Out, _context.Streams.Error);
        foreach (var problem in imported.Problems) error.WriteLine($"{error.Paint(failed ? Ink.Red : Ink.Yellow, failed ? "nt:" : "left out:")} {Text.Printable(problem.ToString())}");
        if (failed)
        {
            error.WriteLine($"Nothing is written. --lenient leaves {(imported.Problems.Count == 1 ? "this" : "these")} out.");
            return;
        }
        foreach (var note in imported.Notes) error.WriteLine($"note: {Text.Printable(note)}");
        if (document is not null && output is null) to.Write(document);
        else to.WriteLine($"{Text.Printable(output!)}  {Text.Count(imported.Chain.Count, "processor")}");
    }

    private void WriteJson(string path, ImportedChain imported, string? document) => Json.WriteTo(_context.Streams.Out, json =>
    {
        json.WriteString("schema", "nt.chain.import/1");
        json.WriteString("file", path);
        json.WriteStartArray("problems");
        foreach (var problem in imported.Problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteNumber("line", problem.Line);
            json.WriteString("what", problem.What);
            json.WriteString("why", problem.Why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in imported.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WritePropertyName("chain");
        if (document is null) json.WriteNullValue();
        else json.WriteRawValue(document);
    });
}
