using NTWorkstation.Persistence.Tests.Engines;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Proofs;

/// <summary>Processes that are killed, paused and overtaken while they write.</summary>
public abstract class KillSpec : StoreSpec
{
    private const int Writers = 8;

    [Fact]
    public Task Given_a_process_killed_10_times_while_it_writes_then_no_acknowledged_event_is_lost_or_doubled() => KillAsync(10);

    [Fact]
    [Trait("Category", "full")]
    public Task Given_a_process_killed_200_times_while_it_writes_then_no_acknowledged_event_is_lost_or_doubled() => KillAsync(200);

    [Fact]
    public async Task Given_a_process_paused_while_another_takes_over_when_it_goes_on_then_it_is_refused_typed()
    {
        using var zombie = WriterProcess.Start(Engine, 1);
        Assert.Equal("ready", await zombie.SaysAsync());
        zombie.Next();
        Assert.Equal("a w0 1", await zombie.SaysAsync());
        zombie.Stop();
        zombie.Next(); // it will write this one as soon as it wakes

        var owner = await Store.OwnAsync("w0", "the new node");
        Assert.Equal(1, await Store.Journal.ReadHighestSequenceNrAsync("w0"));
        await Store.AppendAsync(owner, Events.Event(2));

        zombie.Continue();
        Assert.StartsWith("e StaleOwnerException w0 2:", await zombie.SaysAsync(), StringComparison.Ordinal);
        var events = await Store.Journal.ReplayAsync("w0").ListAsync();
        Assert.Equal(["w0 1", "event 2"], events.Select(e => e.Text()));
    }

    [Fact]
    public async Task Given_a_second_process_that_takes_over_under_load_then_the_first_is_refused_everywhere_and_nothing_is_lost()
    {
        var acknowledged = new Acknowledged();
        using var first = WriterProcess.Start(Engine, Writers);
        Assert.Equal("ready", await first.SaysAsync());
        for (var i = 0; i < 100; i++) Assert.True(acknowledged.Take((await first.SaysAsync())!));

        using var second = WriterProcess.Start(Engine, Writers);
        var refused = 0;
        while (await first.SaysAsync() is { } line)
        {
            if (acknowledged.Take(line)) continue;
            Assert.StartsWith("e StaleOwnerException w", line, StringComparison.Ordinal);
            refused++;
        }
        Assert.Equal(Writers, refused);

        Assert.Equal("ready", await second.SaysAsync());
        for (var i = 0; i < 100; i++) Assert.True(acknowledged.Take((await second.SaysAsync())!));
        second.Kill();
        while (await second.SaysAsync() is { } line) Assert.True(acknowledged.Take(line));
        await acknowledged.VerifyAsync(Store);
    }

    private async Task KillAsync(int kills)
    {
        var random = new Random(20261121);
        var acknowledged = new Acknowledged();
        for (var kill = 0; kill < kills; kill++)
        {
            using var writer = WriterProcess.Start(Engine, Writers);
            Assert.Equal("ready", await writer.SaysAsync());
            for (var left = random.Next(1, 400); left > 0; left--) Assert.True(acknowledged.Take((await writer.SaysAsync())!));
            writer.Kill();
            // What it said before it died counts, though nobody had read it yet.
            while (await writer.SaysAsync() is { } line) Assert.True(acknowledged.Take(line), line);
            if (kill % 10 == 9 || kill == kills - 1) await acknowledged.VerifyAsync(Store);
        }
        Assert.True(acknowledged.Count >= kills);
    }
}
