using System.Globalization;
using System.Text;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;
using NTWorkstation.Persistence.Sqlite;

// A process that writes a journal and says what was acknowledged, to be killed, stopped and starved by tests.
//   Persistence.Writer sqlite PATH SYNCHRONOUS|- WRITERS | postgres CONNECTION-STRING - WRITERS
// Where SYNCHRONOUS is "-" it is the journal's own. Ids are w0, w1, ... It prints "ready", then "a ID NUMBER" for each acknowledged event and
// "e TYPE ID NUMBER: WHY" for each refused one, whereupon that id's writer ends. The payload is "ID NUMBER". A writer waits for its
// acknowledgement before it goes on. With WRITERS 1, each event waits for a line on standard input.
if (args.Length != 4 || args[0] is not ("sqlite" or "postgres"))
{
    Console.Error.WriteLine("usage: Persistence.Writer sqlite PATH SYNCHRONOUS|- WRITERS | postgres CONNECTION-STRING - WRITERS");
    return 2;
}
await using IPersistenceStore store = args[0] == "sqlite"
    ? await SqliteStore.OpenAsync(args[2] == "-" ? new() { Path = args[1] } : new() { Path = args[1], Synchronous = args[2] })
    : await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = args[1] });
var writers = int.Parse(args[3], CultureInfo.InvariantCulture);
using var output = Console.OpenStandardOutput();
var saying = new Lock();

var owners = new List<(OwnerEpoch Owner, long Highest)>();
for (var i = 0; i < writers; i++)
{
    var owner = await store.Journal.TakeOwnershipAsync($"w{i}", $"process {Environment.ProcessId}");
    owners.Add((owner, await store.Journal.ReadHighestSequenceNrAsync(owner.PersistenceId)));
}
Say("ready");
await Task.WhenAll(owners.Select(o => Task.Run(() => WriteAsync(o.Owner, o.Highest))));
return 0;

// A line is in the pipe before its writer goes on: whoever kills this process reads of each writer everything but its last event.
void Say(string line)
{
    lock (saying) output.Write(Encoding.ASCII.GetBytes(line + "\n"));
}

async Task WriteAsync(OwnerEpoch owner, long highest)
{
    for (var number = highest + 1; ; number++)
    {
        if (writers == 1 && Console.ReadLine() is null) return;
        try
        {
            var payload = Encoding.ASCII.GetBytes($"{owner.PersistenceId} {number}");
            await store.Journal.AppendAsync(owner, [new NewEntry(number, TimeProvider.System.GetUtcNow(), payload, 1, "w")]);
            Say($"a {owner.PersistenceId} {number}");
        }
        catch (JournalException failure)
        {
            Say($"e {failure.GetType().Name} {owner.PersistenceId} {number}: {failure} ".ReplaceLineEndings(" "));
            return;
        }
    }
}
