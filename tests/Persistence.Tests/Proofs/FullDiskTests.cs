using System.Diagnostics;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Proofs;

/// <summary>A file system of one megabyte (needs the right to mount one).</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-full-").FullName;
    private bool _mounted;

    private string Journal => Path.Combine(_folder, "journal.db");

    public async ValueTask InitializeAsync()
    {
        _mounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _folder) == 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted) Assert.Equal(0, await RunAsync("umount", _folder));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Given_a_disk_that_fills_up_then_the_error_says_so_nothing_acknowledged_is_lost_and_the_journal_goes_on_once_there_is_room()
    {
        Assert.SkipUnless(_mounted, "A small file system cannot be mounted here (root is needed): the full disk is not tested.");
        var filler = Path.Combine(_folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[300_000]);
        long acknowledged = 0;
        OwnerEpoch owner;
        await using (var store = await OpenAsync())
        {
            owner = await store.OwnAsync("a");
            var full = await Assert.ThrowsAsync<JournalFullException>(async () =>
            {
                for (; ; acknowledged++) await store.AppendAsync(owner, Large(acknowledged + 1));
            });
            Assert.True(full.IsTransient);
            Assert.Contains(Journal, full.Message, StringComparison.Ordinal);
            Assert.True(acknowledged > 10);

            // Full, it still answers; and a write that is refused for want of room leaves the next its turn.
            Assert.Equal(acknowledged, await store.Journal.ReadHighestSequenceNrAsync("a"));
            await Assert.ThrowsAsync<JournalFullException>(() => store.AppendAsync(owner, Large(acknowledged + 1)));
        }
        await using (var again = await OpenAsync())
        {
            Assert.Equal(acknowledged, (await again.Journal.ReplayAsync("a").ListAsync()).Count);
            File.Delete(filler);
            await again.AppendAsync(owner, Large(acknowledged + 1));
            Assert.Equal(acknowledged + 1, (await again.Journal.ReplayAsync("a").ListAsync()).Count);
        }
    }

    private static NewEntry Large(long sequenceNr) => Event(sequenceNr) with { Payload = new byte[8000] };

    private async Task<SqliteStore> OpenAsync() => await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Journal });

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
