using System.CommandLine;
using System.Globalization;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session list.</summary>
internal sealed class ListCommand : SessionVerb
{
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public ListCommand(CommandContext context) : base(context, "list", "Names all sessions.", isNamed: false) => Group("Options", _json);

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<SessionEntry> all = [];
        if (Folder.HasJournal)
        {
            await using var store = await Folder.OpenAsync(cancellation);
            all = await new SessionDirectory(store).AllAsync(cancellation);
        }
        if (parsed.GetValue(_json)) WriteJson(all);
        else if (all.Count == 0) Out.WriteLine("There is no session yet. Begin one with: nt session new NAME.");
        else
        {
            var table = new Table(new Column("id"), new Column("session"), new Column("tracks", true), new Column("renders", true), new Column("events", true), new Column(""));
            foreach (var entry in all)
                table.Add(
                    entry.Id.Value, Text.Printable(entry.Name), Number(entry.State?.Content.Tracks.Count), Number(entry.State?.Renders.Count), Number(entry.State?.Sequence),
                    entry.Fault is null ? "" : "damaged: see nt journal verify");
            table.Write(Out);
        }
        return ExitCode.Done;
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private void WriteJson(IReadOnlyList<SessionEntry> all) => Json.WriteTo(Out, json =>
    {
        json.WriteString("schema", "nt.session-list/1");
        json.WriteStartArray("sessions");
        foreach (var entry in all)
        {
            json.WriteStartObject();
            json.WriteString("id", entry.Id.Value);
            json.WriteString("name", entry.Name);
            if (entry.State is { } state)
            {
                json.WriteNumber("tracks", state.Content.Tracks.Count);
                json.WriteNumber("renders", state.Renders.Count);
                json.WriteNumber("events", state.Sequence);
            }
            if (entry.Fault is { } fault) json.WriteString("fault", fault);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
