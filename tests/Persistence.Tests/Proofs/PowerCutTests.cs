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
    private const int SectorSize = 512;

    private readonly string _folder = Directory.CreateTempSubdirectory("nt-cut-").FullName;
    private readonly SqliteEngine _engine = new();
    private int _disks;

    private string Left => Path.Combine(_folder, "left");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Left);
        string[] arguments = ["-shared", "-fPIC", "-O1", "-Wall", "-o", Path.Combine(_folder, "powercut.so"), Path.Combine(AppContext.BaseDirectory, "Proofs", "powercut.c"), "-ldl"];
        using var compile = Process.Start("cc", arguments);
        await compile.WaitForExitAsync();
        Assert.Equal(0, compile.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Given_a_power_cut_while_a_process_writes_then_no_acknowledged_event_is_lost(int seed)
    {
        var random = new Random(seed);
        var acknowledged = await WriteUntilCutAsync(random.Next(200, 2000));
        foreach (var sectors in new Random?[] { null, random, random, random })
        {
            await using var left = await OpenLeftAsync(sectors);
            Assert.Equal(0, await acknowledged.LostAsync(left));
            await acknowledged.VerifyAsync(left);
        }
    }

    [Theory]
    [InlineData("NORMAL", 50)]
    [InlineData("OFF", 50)]
    [InlineData("-", 0)]
    public async Task Given_a_power_cut_after_50_events_then_a_weakened_setting_has_lost_them_and_the_own_one_none(string synchronous, long lost)
    {
        // One writer step by step, and too few events for a checkpoint, which would sync them in passing.
        var acknowledged = new Acknowledged();
        using (var writer = Start(1, synchronous))
        {
            Assert.Equal("ready", await writer.SaysAsync());
            while (acknowledged.Count < 50)
            {
                writer.Next();
                Assert.True(acknowledged.Take((await writer.SaysAsync())!));
            }
            writer.Kill();
        }
        await using var left = await OpenLeftAsync(null);
        Assert.Equal(lost, await acknowledged.LostAsync(left));
    }

    private async Task<Acknowledged> WriteUntilCutAsync(int events)
    {
        var acknowledged = new Acknowledged();
        using var writer = Start(8, "-");
        Assert.Equal("ready", await writer.SaysAsync());
        while (acknowledged.Count < events) Assert.True(acknowledged.Take((await writer.SaysAsync())!));
        writer.Kill();
        while (await writer.SaysAsync() is { } line) Assert.True(acknowledged.Take(line));
        return acknowledged;
    }

    private WriterProcess Start(int writers, string synchronous) => WriterProcess.Start(_engine, writers, synchronous,
        ("LD_PRELOAD", Path.Combine(_folder, "powercut.so")), ("NT_CUT_FROM", Path.GetDirectoryName(_engine.Path)!), ("NT_CUT_TO", Left));

    /// <summary>The journal as the cut left it; with <paramref name="sectors"/>, any of the sectors that were written and not synced reached the disk too.</summary>
    private async Task<SqliteStore> OpenLeftAsync(Random? sectors)
    {
        var disk = Directory.CreateDirectory(Path.Combine(_folder, $"disk{++_disks}")).FullName;
        foreach (var file in Directory.GetFiles(Left).Where(f => !f.EndsWith(".new", StringComparison.Ordinal)))
        {
            var content = await File.ReadAllBytesAsync(file);
            var written = Path.Combine(Path.GetDirectoryName(_engine.Path)!, Path.GetFileName(file));
            if (sectors is not null && File.Exists(written)) content = Mixed(content, await File.ReadAllBytesAsync(written), sectors);
            await File.WriteAllBytesAsync(Path.Combine(disk, Path.GetFileName(file)), content);
        }
        return await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Path.Combine(disk, Path.GetFileName(_engine.Path)) });
    }

    private static byte[] Mixed(byte[] synced, byte[] written, Random random)
    {
        var length = random.Next(2) == 0 ? synced.Length : written.Length;
        var mixed = new byte[length];
        synced.AsSpan(0, Math.Min(length, synced.Length)).CopyTo(mixed);
        for (var sector = 0; sector < Math.Min(length, written.Length); sector += SectorSize)
        {
            if (random.Next(2) == 0) continue;
            var size = Math.Min(SectorSize, Math.Min(length, written.Length) - sector);
            written.AsSpan(sector, size).CopyTo(mixed.AsSpan(sector));
        }
        return mixed;
    }
}
