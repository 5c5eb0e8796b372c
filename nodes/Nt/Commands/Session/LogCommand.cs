using System.CommandLine;
using System.Globalization;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session log: the history in words.</summary>
internal sealed class LogCommand : SessionVerb
{
    private readonly NumberOption _last = new("--last", "N", "Only the last N events.", 1, 1e9, "", "all", isWhole: true);
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public LogCommand(CommandContext context) : base(context, "log", "Tells what was done, in order; what was undone is marked.")
    {
        Group("Options", _last, _json);
        Examples = [("nt session log single --last 20", "The latest events.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(cancellation);
        var state = await new SessionDirectory(store).FindAsync(NameOf(parsed), cancellation);
        var events = new List<RecordedEvent>();
        await foreach (var recorded in new SessionJournal(store).EventsAsync(state.Id, cancellation: cancellation)) events.Add(recorded);
        var lines = SessionLog.Of(events);
        if (parsed.GetValue(_last) is { } last) lines = [.. lines.Skip(Math.Max(0, lines.Count - (int)last))];
        if (parsed.GetValue(_json)) WriteJson(state.Id, lines);
        else
        {
            var day = default(DateTime);
            foreach (var line in lines)
            {
                var at = line.At.ToLocalTime();
                if (at.Date != day) Out.WriteLine(Out.Paint(Ink.Bold, (day = at.Date).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                var text = string.Create(CultureInfo.InvariantCulture, $"{line.Sequence,6}  {at:HH:mm:ss}  {Text.Printable(line.Text)}{(line.IsUndone ? "  (undone)" : "")}");
                Out.WriteLine(line.IsUndone ? Out.Paint(Ink.Dim, text) : text);
            }
        }
        return ExitCode.Done;
    }

    private void WriteJson(SessionId id, IReadOnlyList<LogLine> lines) => Json.WriteTo(Out, json =>
    {
        json.WriteString("schema", "nt.session-log/1");
        json.WriteString("id", id.Value);
        json.WriteStartArray("events");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", line.Sequence);
            json.WriteString("at", line.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("text", line.Text);
            json.WriteBoolean("undone", line.IsUndone);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
