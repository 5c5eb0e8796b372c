using System.CommandLine;
using System.Globalization;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Commands.Journal;

/// <summary>nt journal verify: every event of every history, read, checked and folded.</summary>
internal sealed class VerifyCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileOption _journal = JournalFile.Option();
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public VerifyCommand(CommandContext context) : base("verify", "Reads every event and says which history is damaged, where and how. Changes nothing.")
    {
        _context = context;
        Group("Options", _journal, _json);
        Remarks = ["Checked are checksums, gaps in sequence numbers, writers that wrote at once, events this version cannot read, and whether each session's events fit one another. Exit code 3 when something is wrong."];
        Examples = [("nt journal verify", "One line for each damaged history, or that all is well.")];
        SetAction(parsed => Run(parsed).GetAwaiter().GetResult());
    }

    private async Task<int> Run(ParseResult parsed)
    {
        var cancellation = _context.Arm();
        await using var store = await JournalFile.OpenAsync(_context, parsed.GetValue(_journal), cancellation);
        var histories = new List<(string Id, long Events, string? Fault, long At)>();
        await foreach (var id in store.Query.CurrentPersistenceIdsAsync(cancellation)) histories.Add(await VerifyAsync(store.Journal, id, cancellation));
        var damaged = histories.Count(h => h.Fault is not null);
        if (parsed.GetValue(_json)) WriteJson(histories);
        else
        {
            foreach (var (id, _, fault, at) in histories.Where(h => h.Fault is not null))
                _context.Streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Text.Printable(id)}, event {at}: {Text.Printable(fault!)}"));
            var events = histories.Sum(h => h.Events);
            _context.Streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{histories.Count} {(histories.Count == 1 ? "history" : "histories")}, {events} {(events == 1 ? "event" : "events")}: {(damaged == 0 ? "all is well." : $"{damaged} damaged. nt journal export saves what can be read.")}"));
        }
        return damaged == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static async Task<(string Id, long Events, string? Fault, long At)> VerifyAsync(IJournal journal, string id, CancellationToken cancellation)
    {
        long events = 0, at = 0;
        var state = SessionState.None;
        try
        {
            await foreach (var entry in journal.ReplayAsync(id, cancellationToken: cancellation))
            {
                at = entry.SequenceNr;
                if (SessionJournal.SessionOf(id) is not null)
                {
                    if (entry.SerializerId != SessionSerializer.Id)
                        return (id, events, string.Create(CultureInfo.InvariantCulture, $"the serializer {entry.SerializerId} that wrote it is not a session's."), at);
                    state = SessionFold.Apply(state.Sequence == 0 && at > 1 ? state with { Sequence = at - 1 } : state, at, SessionEventJson.Read(entry.Manifest, entry.Payload.Span));
                }
                events++;
            }
            return (id, events, null, 0);
        }
        catch (JournalCorruptException damage)
        {
            return (id, events, damage.Reason, damage.SequenceNr);
        }
        catch (CorruptSessionException damage)
        {
            return (id, events, damage.Reason, damage.Sequence);
        }
        catch (ContractException unreadable)
        {
            return (id, events, unreadable.Message, at);
        }
    }

    private void WriteJson(List<(string Id, long Events, string? Fault, long At)> histories) => Json.WriteTo(_context.Streams.Out, json =>
    {
        json.WriteString("schema", "nt.journal-verify/1");
        json.WriteBoolean("sound", histories.All(h => h.Fault is null));
        json.WriteStartArray("histories");
        foreach (var (id, events, fault, at) in histories)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteNumber("events", events);
            if (fault is not null)
            {
                json.WriteNumber("damaged_at", at);
                json.WriteString("fault", fault);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
