using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class PersistAsyncSpec : PersistenceTest
{
    [Fact]
    public void Given_PersistAsync_when_commands_come_before_the_write_is_done_then_they_are_handled_at_once()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n => n.NoteAsync("a", _ => n.Tell("a")));
        Do(actor, n => n.Tell("command"));
        Probe.ExpectMsg("command");
        writes.LetGo();
        Probe.ExpectMsg("a");
    }

    [Fact]
    public void Given_many_PersistAsync_while_a_write_is_under_way_then_they_share_the_next_write_and_keep_their_order()
    {
        var actor = Start();
        var sizes = new List<int>();
        var writes = new Hold();
        Store.Interference.BeforeAppend = entries =>
        {
            sizes.Add(entries.Count);
            return writes.Wait();
        };
        for (var i = 0; i < 5; i++)
        {
            var text = i.ToString();
            Do(actor, n => n.NoteAsync(text, e => n.Tell(e.Text)));
        }
        writes.LetGo();
        Kit.RunUntilIdle();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal([1, 4], sizes);
        Assert.Equal(["0", "1", "2", "3", "4"], Probe.ReceivedSoFar());
        AssertStored("notes", "0", "1", "2", "3", "4");
    }

    [Fact]
    public void Given_more_events_than_one_write_may_hold_then_they_go_in_several_and_a_PersistAll_stays_whole()
    {
        Extend(options: new() { MaxWriteEvents = 3 });
        var actor = Start();
        var sizes = new List<int>();
        var writes = new Hold();
        Store.Interference.BeforeAppend = entries =>
        {
            sizes.Add(entries.Count);
            return writes.Wait();
        };
        Do(actor, n => n.NoteAsync("0"));
        Do(actor, n =>
        {
            n.NoteAsync("1");
            n.NoteAllAsync(["2", "3", "4", "5"]);
            n.NoteAsync("6");
            n.NoteAllAsync(["7", "8"]);
            n.NoteAsync("9");
        });
        while (writes.Count > 0)
        {
            writes.LetGo();
            Kit.RunUntilIdle();
        }
        Assert.Equal([1, 1, 4, 3, 1], sizes);
        AssertStored("notes", [.. Enumerable.Range(0, 10).Select(i => i.ToString())]);
    }

    [Fact]
    public void Given_DeferAsync_behind_events_then_its_handler_runs_behind_theirs_and_stores_nothing()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n =>
        {
            n.NoteAsync("a", _ => n.Tell("a"));
            n.Later("deferred", n.Tell);
            n.NoteAsync("b", _ => n.Tell("b"));
            n.Later("last", n.Tell);
        });
        Do(actor, n => n.Tell("command"));
        Probe.ExpectMsg("command");
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["a", "deferred", "b", "last"], Probe.ReceivedSoFar());
        AssertStored("notes", "a", "b");
    }

    [Fact]
    public void Given_DeferAsync_when_nothing_is_pending_then_its_handler_runs_at_once()
    {
        var actor = Start();
        Do(actor, n =>
        {
            n.Later("deferred", n.Tell);
            n.Tell("behind");
        });
        Assert.Equal(["deferred", "behind"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_DeferAsync_in_a_handler_then_it_runs_behind_that_handler()
    {
        var actor = Start();
        Do(actor, n => n.Note("a", _ =>
        {
            n.Later("deferred", n.Tell);
            n.Tell("a");
        }));
        Assert.Equal(["a", "deferred"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_Defer_behind_events_then_commands_wait_for_its_handler()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n =>
        {
            n.NoteAsync("a", _ => n.Tell("a"));
            n.LaterHolding("deferred", n.Tell);
        });
        Do(actor, n => n.Tell("command"));
        Probe.ExpectNoMsg();
        writes.LetGo();
        Kit.RunUntilIdle();
        Assert.Equal(["a", "deferred", "command"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_Persist_between_PersistAsync_then_all_handlers_run_in_the_order_of_the_calls_and_commands_wait_for_that_of_Persist()
    {
        var actor = Start();
        var writes = HoldAppends();
        Do(actor, n =>
        {
            n.NoteAsync("a", e => n.Tell(e.Text));
            n.Note("b", e => n.Tell(e.Text));
            n.NoteAsync("c", e => n.Tell(e.Text));
        });
        Do(actor, n => n.Tell("command"));
        writes.LetGo();
        Kit.RunUntilIdle();
        var all = Probe.ReceivedSoFar();
        Assert.Equal(["a", "b", "c"], all.Where(m => !m.Equals("command")));
        Assert.True(all.ToList().IndexOf("command") > 1, "The command came before the handler it had to wait for.");
    }
}
