using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Postgres;
using NTWorkstation.Persistence.Sqlite;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Proofs;

/// <summary>A file system that fills up, and gets room again.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Given_a_disk_that_fills_up_then_the_error_says_so_nothing_acknowledged_is_lost_and_the_journal_goes_on_once_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync("1m");
        Assert.SkipWhen(disk is null, SmallDisk.NotMounted);
        var journal = Path.Combine(disk.Folder, "journal.db");
        await FillAsync(disk, 300_000, journal, async () => await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = journal }));
    }

    [Fact]
    public async Task Given_a_tablespace_that_fills_up_then_the_error_says_so_nothing_acknowledged_is_lost_and_the_journal_goes_on_once_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync("16m");
        Assert.SkipWhen(disk is null, SmallDisk.NotMounted);
        var folder = Directory.CreateDirectory(Path.Combine(disk.Folder, "space")).FullName;
        await PostgresServer.GiveAsync(folder);
        // A server of its own: any checkpoint writes what is dirty in all tablespaces, so the full one would fail other tests' commands.
        await using var server = new PostgresServer();
        var connection = await server.CreateDatabaseAsync(folder);
        try
        {
            await FillAsync(disk, 4_000_000, $"127.0.0.1:{server.Port}", async () => await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = connection }));
        }
        finally
        {
            // The server leaves the file system only when it holds nothing of it.
            await server.DropDatabaseAsync(connection);
        }
    }

    private static async Task FillAsync(SmallDisk disk, int filling, string place, Func<Task<IPersistenceStore>> openAsync)
    {
        var filler = Path.Combine(disk.Folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[filling]);
        long acknowledged = 0;
        OwnerEpoch owner;
        await using (var store = await openAsync())
        {
            owner = await store.OwnAsync("a");
            var full = await Assert.ThrowsAsync<JournalFullException>(async () =>
            {
                for (; ; acknowledged++) await store.AppendAsync(owner, Large(acknowledged + 1));
            });
            Assert.True(full.IsTransient);
            Assert.Contains(place, full.Message, StringComparison.Ordinal);
            Assert.True(acknowledged > 10, $"It was full after {acknowledged} events.");

            // Full, it still answers; and a write that is refused for want of room leaves the next its turn.
            Assert.Equal(acknowledged, await store.Journal.ReadHighestSequenceNrAsync("a"));
            await Assert.ThrowsAsync<JournalFullException>(() => store.AppendAsync(owner, Large(acknowledged + 1)));
        }
        await using (var again = await openAsync())
        {
            await VerifyAsync(again, acknowledged);
            File.Delete(filler);
            await again.AppendAsync(owner, Large(acknowledged + 1));
            await VerifyAsync(again, acknowledged + 1);
        }
    }

    private static async Task VerifyAsync(IPersistenceStore store, long events)
    {
        long last = 0;
        await foreach (var entry in store.Journal.ReplayAsync("a"))
        {
            Assert.Equal(++last, entry.SequenceNr);
            Assert.True(entry.Payload.Span.SequenceEqual(Large(last).Payload.Span), $"Event {last} is not what was written.");
        }
        Assert.Equal(events, last);
    }

    // Incompressible, or the database stores less than it is given.
    private static NewEntry Large(long sequenceNr)
    {
        var payload = new byte[8000];
        new Random((int)sequenceNr).NextBytes(payload);
        return Event(sequenceNr) with { Payload = payload };
    }
}
