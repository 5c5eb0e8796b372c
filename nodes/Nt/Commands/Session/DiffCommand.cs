using System.CommandLine;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session diff: two sessions, or two moments.</summary>
internal sealed class DiffCommand : SessionVerb
{
    private readonly Argument<string> _other = new("OTHER") { HelpName = "OTHER", Description = "Another session; or the same, with --from and --to." };
    private readonly TextOption _from = new("--from", "N|TIME", "NAME as it was after this event or at this time.");
    private readonly TextOption _to = new("--to", "N|TIME", "OTHER as it was after this event or at this time.");
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public DiffCommand(CommandContext context) : base(context, "diff", "Says in what two sessions, or two moments of one, differ.")
    {
        Usage = "NAME OTHER [--from N|TIME] [--to N|TIME]";
        Arguments.Add(_other);
        Group("Options", _from, _to, _json);
        Examples =
        [
            ("nt session diff single \"single loud\"", "A session and its fork."),
            ("nt session diff single single --from 12", "What has changed since event 12."),
        ];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(cancellation);
        var directory = new SessionDirectory(store);
        var old = await At(await directory.FindAsync(NameOf(parsed), cancellation), parsed.GetValue(_from));
        var now = await At(await directory.FindAsync(parsed.GetRequiredValue(_other), cancellation), parsed.GetValue(_to));
        var differences = SessionDiff.Between(old, now);
        if (parsed.GetValue(_json)) WriteJson(old, now, differences);
        else if (differences.Count == 0) Out.WriteLine("They are the same.");
        else
            foreach (var difference in differences) Out.WriteLine($"{Text.Printable(difference.Where)}: {Text.Printable(difference.Text)}");
        return ExitCode.Done;

        Task<SessionState> At(SessionState state, string? moment) => SessionMoment.AtAsync(store, state, moment, cancellation);
    }

    private void WriteJson(SessionState old, SessionState now, IReadOnlyList<Difference> differences) => Json.WriteTo(Out, json =>
    {
        json.WriteString("schema", "nt.session-diff/1");
        json.WriteString("from", old.Id.Value);
        json.WriteNumber("from_sequence", old.Sequence);
        json.WriteString("to", now.Id.Value);
        json.WriteNumber("to_sequence", now.Sequence);
        json.WriteStartArray("differences");
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", difference.Kind.ToString());
            json.WriteString("subject", difference.Subject);
            json.WriteString("where", difference.Where);
            json.WriteString("text", difference.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
