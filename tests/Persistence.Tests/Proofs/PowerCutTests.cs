using System.Diagnostics;
using NTWorkstation.Persistence.Sqlite;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Proofs;

/// <summary>
/// A killed process leaves its writes in the page cache; a power cut does not. Here only what was synced is left (powercut.c), and the
/// acknowledged events must be in it. That the proof can fail is shown by the weaker settings.
/// </summary>
public sealed class PowerCutTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-cut-").FullName;
    private readonly SqliteEngine _engine = new();

    private string Left => Path.Combine(_folder, "left");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Left);
        string[] arguments = ["-shared", "-fPIC", "-O1", "-Wall", "-o", Path.Combine(_folder, "powercut.so"), Path.Combine(AppContext.BaseDirectory, "Proofs", "powercut.c"), "-ldl"];
        using var compile = Process.Start("gcc", arguments);
        await compile.WaitForExitAsync();
        Assert.Equal(0, compile.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Given_a_power_cut_while_a_process_writes_then_no_acknowledged_event_is_lost(int seed, bool torn)
    {
        var acknowledged = await WriteUntilCutAsync("FULL", new Random(seed).Next(200, 2000));
        // A part of what was written and not synced may have reached the disk: any part of the last writes.
        if (torn) KeepPartOfTheUnsynced(new Random(seed));
        await using var left = await OpenLeftAsync();
        Assert.Equal(0, await acknowledged.LostAsync(left));
        await acknowledged.VerifyAsync(left);
    }

    [Theory]
    [InlineData("NORMAL")]
    [InlineData("OFF")]
    public async Task Given_a_weakened_setting_when_the_power_is_cut_then_acknowledged_events_are_lost(string synchronous)
    {
        var acknowledged = await WriteUntilCutAsync(synchronous, 300);
        await using var left = await OpenLeftAsync();
        Assert.True(await acknowledged.LostAsync(left) > 0, $"Nothing was lost with synchronous = {synchronous}: this proof proves nothing.");
    }

    private async Task<Acknowledged> WriteUntilCutAsync(string synchronous, int events)
    {
        var acknowledged = new Acknowledged();
        using var writer = WriterProcess.Start(_engine, 8, synchronous,
            ("LD_PRELOAD", Path.Combine(_folder, "powercut.so")), ("NT_CUT_FROM", Path.GetDirectoryName(_engine.Path)!), ("NT_CUT_TO", Left));
        Assert.Equal("ready", await writer.SaysAsync());
        while (acknowledged.Count < events) Assert.True(acknowledged.Take((await writer.SaysAsync())!));
        writer.Kill();
        while (await writer.SaysAsync() is { } line) Assert.True(acknowledged.Take(line));
        return acknowledged;
    }

    private void KeepPartOfTheUnsynced(Random random)
    {
        var log = Path.Combine(Left, "journal.db-wal");
        var written = File.ReadAllBytes(_engine.Path + "-wal");
        using var kept = File.OpenWrite(log);
        if (written.Length <= kept.Length) return;
        kept.Seek(0, SeekOrigin.End);
        kept.Write(written.AsSpan((int)kept.Position, random.Next(1, written.Length - (int)kept.Position + 1)));
    }

    private async Task<SqliteStore> OpenLeftAsync() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Path.Combine(Left, "journal.db") });
}
