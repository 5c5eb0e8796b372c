using NTWorkstation.Persistence.Query;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;
using static NTWorkstation.Persistence.Tests.Engines.Events;

namespace NTWorkstation.Persistence.Tests.Query;

/// <summary>Projections and how far they have come.</summary>
public abstract class ProjectionSpec : StoreSpec
{
    [Fact]
    public async Task Given_no_offset_then_it_is_0_and_a_stored_one_is_kept_and_never_set_back()
    {
        Assert.Equal(0, await Store.Offsets.ReadAsync("p"));
        await Store.Offsets.SaveAsync("p", 5);
        await Store.Offsets.SaveAsync("p", 3);
        await Store.Offsets.SaveAsync("q", 9);
        await Store.DisposeAsync();
        var again = await OpenAsync();
        Assert.Equal(5, await again.Offsets.ReadAsync("p"));
        await again.Offsets.ResetAsync("p");
        Assert.Equal(0, await again.Offsets.ReadAsync("p"));
        Assert.Equal(9, await again.Offsets.ReadAsync("q"));
    }

    [Fact]
    public async Task Given_a_projection_that_is_started_again_then_it_goes_on_behind_the_last_event_it_handled()
    {
        var owner = await Store.WriteAsync("a", 5, "t");
        Assert.Equal([1, 2, 3, 4, 5], await RunAsync(new Projection("p", "t", Store), 5));
        await Store.AppendAsync(owner, Event(6, null, "t"), Event(7), Event(8, null, "t"));
        Assert.Equal([6, 8], await RunAsync(new Projection("p", "t", Store), 2));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await RunAsync(new Projection("all", null, Store), 8));
    }

    [Fact]
    public async Task Given_a_handler_that_fails_then_its_event_comes_again_and_those_before_it_do_not()
    {
        await Store.WriteAsync("a", 5, "t");
        var projection = new Projection("p", "t", Store) { OffsetEvery = 2 };
        var first = new List<long>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => projection.RunAsync((entry, _) =>
        {
            first.Add(entry.SequenceNr);
            return entry.SequenceNr == 4 ? throw new InvalidOperationException() : Task.CompletedTask;
        }, CancellationToken.None));
        Assert.Equal([1, 2, 3, 4], first);
        Assert.Equal([4, 5], await RunAsync(projection, 2));
    }

    private static async Task<List<long>> RunAsync(Projection projection, int count)
    {
        using var enough = new CancellationTokenSource();
        var handled = new List<long>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => projection.RunAsync((entry, _) =>
        {
            handled.Add(entry.SequenceNr);
            if (handled.Count == count) enough.Cancel();
            return Task.CompletedTask;
        }, enough.Token));
        return handled;
    }
}
