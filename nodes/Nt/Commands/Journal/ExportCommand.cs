using System.CommandLine;
using System.Globalization;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Nt.Commands.Journal;

/// <summary>nt journal export: histories to one file.</summary>
internal sealed class ExportCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _file = new("FILE", "The file to write.") { HelpName = "FILE" };
    private readonly FileOption _journal = JournalFile.Option();
    private readonly TextOption _id = new("--id", "ID", "Only this history, such as session-4f2a…; default: all.");

    public ExportCommand(CommandContext context) : base("export", "Saves every history as one text file. A damaged one is saved up to its damage.")
    {
        _context = context;
        Arguments.Add(_file);
        Group("Options", _id, _journal);
        Examples = [("nt journal export backup.jsonl", "Everything that nt journal import can bring back.")];
        SetAction(parsed => Run(parsed).GetAwaiter().GetResult());
    }

    private async Task<int> Run(ParseResult parsed)
    {
        var cancellation = _context.Arm();
        var (file, wanted) = (parsed.GetRequiredValue(_file), parsed.GetValue(_id));
        Paths.RequireApart([("the journal", JournalFile.PathOf(_context, parsed.GetValue(_journal)))], [("FILE", file)]);
        await using var store = await JournalFile.OpenAsync(_context, parsed.GetValue(_journal), cancellation);
        using var output = new WholeStream(file);
        JournalDocument.WriteHead(output.Stream);
        long events = 0, histories = 0, damaged = 0;
        await foreach (var id in store.Query.CurrentPersistenceIdsAsync(cancellation))
        {
            if (wanted is not null && id != wanted) continue;
            histories++;
            try
            {
                await foreach (var entry in store.Journal.ReplayAsync(id, cancellationToken: cancellation))
                {
                    JournalDocument.Write(output.Stream, entry);
                    events++;
                }
            }
            catch (JournalCorruptException damage)
            {
                damaged++;
                _context.Streams.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nt: {Text.Printable(id)} is saved up to event {damage.SequenceNr - 1}: {Text.Printable(damage.Reason)}"));
            }
        }
        if (wanted is not null && histories == 0) throw new BadInputException($"The journal has no history {wanted}.\nnt journal verify --json names all.");
        JournalDocument.WriteEnd(output.Stream, events);
        output.Commit();
        _context.Streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Text.Printable(file)}  {histories} {(histories == 1 ? "history" : "histories")}, {events} {(events == 1 ? "event" : "events")}"));
        return damaged == 0 ? ExitCode.Done : ExitCode.BadInput;
    }
}
