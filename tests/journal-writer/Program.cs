using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;
using NTWorkstation.Persistence.Sqlite;

// A process that writes a journal and says what was acknowledged, to be killed, stopped and starved by tests.
//   Persistence.Writer sqlite PATH SYNCHRONOUS WRITERS | postgres CONNECTION-STRING - WRITERS
// Ids are w0, w1, ... It prints "ready", then "a ID NUMBER" for each acknowledged event, "e TYPE ID NUMBER" for each refused one, whereupon
// that id's writer ends. The payload is "ID NUMBER". A writer waits for its acknowledgement before it goes on. With WRITERS 1, each event
// waits for a line on standard input.
if (args.Length != 4 || args[0] is not ("sqlite" or "postgres"))
{
    Console.Error.WriteLine("usage: Persistence.Writer sqlite PATH SYNCHRONOUS WRITERS | postgres CONNECTION-STRING - WRITERS");
    return 2;
}
await using IPersistenceStore store = args[0] == "sqlite"
    ? await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = args[1], Synchronous = args[2] })
    : await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = args[1] });
var writers = int.Parse(args[3], CultureInfo.InvariantCulture);
using var output = Console.OpenStandardOutput();
var said = new BlockingCollection<string>();
var saying = Task.Run(() =>
{
    foreach (var line in said.GetConsumingEnumerable()) output.Write(Encoding.ASCII.GetBytes(line + "\n"));
});

var owners = new List<(OwnerEpoch Owner, long Highest)>();
for (var i = 0; i < writers; i++)
{
    var owner = await store.Journal.TakeOwnershipAsync($"w{i}", $"process {Environment.ProcessId}");
    owners.Add((owner, await store.Journal.ReadHighestSequenceNrAsync(owner.PersistenceId)));
}
said.Add("ready");
await Task.WhenAll(owners.Select(o => Task.Run(() => WriteAsync(o.Owner, o.Highest))));
said.CompleteAdding();
await saying;
return 0;

async Task WriteAsync(OwnerEpoch owner, long highest)
{
    for (var number = highest + 1; ; number++)
    {
        if (writers == 1 && Console.ReadLine() is null) return;
        try
        {
            var payload = Encoding.ASCII.GetBytes($"{owner.PersistenceId} {number}");
            await store.Journal.AppendAsync(owner, [new NewEntry(number, TimeProvider.System.GetUtcNow(), payload, 1, "w")]);
            said.Add($"a {owner.PersistenceId} {number}");
        }
        catch (JournalException failure)
        {
            said.Add($"e {failure.GetType().Name} {owner.PersistenceId} {number}");
            return;
        }
    }
}
