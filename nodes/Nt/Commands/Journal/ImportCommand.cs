using System.CommandLine;
using System.Globalization;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;

namespace NTWorkstation.Nt.Commands.Journal;

/// <summary>nt journal import: histories from an export.</summary>
internal sealed class ImportCommand : NtCommand
{
    private const int EventsTogether = 1000;
    private readonly CommandContext _context;
    private readonly FileArgument _file = new("FILE", "A file that nt journal export wrote.") { HelpName = "FILE" };
    private readonly FileOption _journal = JournalFile.Option();

    public ImportCommand(CommandContext context) : base("import", "Brings back the histories of an export. What is there already is compared and gone on from; a history that differs is refused as a whole.")
    {
        _context = context;
        Arguments.Add(_file);
        Group("Options", _journal);
        Examples = [("nt journal import backup.jsonl", "After a loss, or on another machine.")];
        SetAction(parsed => Run(parsed).GetAwaiter().GetResult());
    }

    private async Task<int> Run(ParseResult parsed)
    {
        var cancellation = _context.Arm();
        var (file, journal) = (parsed.GetRequiredValue(_file), parsed.GetValue(_journal));
        if (!File.Exists(file)) throw new BadInputException($"{file} does not exist.");
        // The whole file first: a damaged one changes nothing.
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (id, entry) in JournalDocument.Read(file))
        {
            cancellation.ThrowIfCancellationRequested();
            if (expected.TryGetValue(id, out var last) && entry.SequenceNr != last + 1)
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{file} is damaged: event {entry.SequenceNr} of {id} follows event {last}."));
            expected[id] = entry.SequenceNr;
        }
        var folder = DataFolder.Of(_context.Environment);
        await using var store = journal is null ? await folder.OpenAsync(cancellation) : await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = journal }, cancellation);
        var (added, present) = (0L, 0L);
        OwnerLock? owned = null;
        History? history = null;
        try
        {
            // An export holds one history after another: each is owned while its events come by.
            foreach (var (id, entry) in JournalDocument.Read(file))
            {
                cancellation.ThrowIfCancellationRequested();
                if (history?.Id != id)
                {
                    await CloseAsync();
                    if (journal is null) owned = folder.TryLock(id) ?? throw new OutputException($"{id} is open in another process.\nEnd that first.");
                    history = new History(store.Journal, id);
                    await history.OpenAsync(cancellation);
                }
                await history.AddAsync(entry, cancellation);
            }
            await CloseAsync();
        }
        finally
        {
            owned?.Dispose();
        }
        _context.Streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Text.Count(expected.Count, "history", "histories")}: {Text.Count(added, "event")} added, {present} {(present == 1 ? "was" : "were")} there already."));
        return ExitCode.Done;

        async Task CloseAsync()
        {
            if (history is null) return;
            await history.FlushAsync(cancellation);
            (added, present, history) = (added + history.Added, present + history.Present, null);
            owned?.Dispose();
            owned = null;
        }
    }

    /// <summary>One history as it is brought back.</summary>
    private sealed class History(IJournal journal, string id)
    {
        private readonly List<NewEntry> _together = [];
        private readonly List<NewEntry> _same = [];
        private OwnerEpoch? _owner;
        private long _highest;

        public string Id => id;

        public long Added { get; private set; }

        public long Present { get; private set; }

        public async Task OpenAsync(CancellationToken cancellation)
        {
            _owner = await journal.TakeOwnershipAsync(id, $"import {Environment.ProcessId}", cancellation);
            _highest = await journal.ReadHighestSequenceNrAsync(id, cancellation);
        }

        public async Task AddAsync(NewEntry entry, CancellationToken cancellation)
        {
            if (entry.SequenceNr <= _highest)
            {
                _same.Add(entry);
                if (_same.Count == EventsTogether) await CompareAsync(cancellation);
                return;
            }
            await CompareAsync(cancellation);
            if (_together.Count == 0 && entry.SequenceNr != _highest + Added + 1)
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{id} ends at event {_highest} here and begins at event {entry.SequenceNr} in the file: what is between is missing."));
            _together.Add(entry);
            if (_together.Count == EventsTogether) await WriteAsync(cancellation);
        }

        public async Task FlushAsync(CancellationToken cancellation)
        {
            await CompareAsync(cancellation);
            await WriteAsync(cancellation);
        }

        private async Task WriteAsync(CancellationToken cancellation)
        {
            if (_together.Count == 0) return;
            await journal.AppendAsync(_owner!, [.. _together], cancellation);
            Added += _together.Count;
            _together.Clear();
        }

        private async Task CompareAsync(CancellationToken cancellation)
        {
            if (_same.Count == 0) return;
            var there = new Dictionary<long, JournalEntry>();
            await foreach (var entry in journal.ReplayAsync(id, _same[0].SequenceNr, _same[^1].SequenceNr, cancellationToken: cancellation)) there.Add(entry.SequenceNr, entry);
            foreach (var entry in _same)
            {
                // One that was deleted here is gone on purpose.
                if (there.TryGetValue(entry.SequenceNr, out var own) && (own.Manifest != entry.Manifest || !own.Payload.Span.SequenceEqual(entry.Payload.Span)))
                    throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                        $"{id} is another history here: event {entry.SequenceNr} differs.\nImport it into an empty journal with --journal FILE."));
            }
            Present += _same.Count;
            _same.Clear();
        }
    }
}
