using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

public class PersistSpec : PersistenceTest
{
    [Fact]
    public void Given_an_event_when_it_is_persisted_then_its_handler_runs_after_it_is_stored_and_a_new_life_recovers_it()
    {
        var actor = Start();
        Do(actor, n => n.Note("a", _ => n.Tell((n.LastSequenceNr, Store.Of("notes").Count))));
        Probe.ExpectMsg((1L, 1));
        AssertState(actor, "a");
        Kit.StopAndAwait(actor);
        AssertState(Start(), "a");
    }

    [Fact]
    public void Given_a_write_under_way_when_commands_come_then_they_wait_until_its_handlers_ran_and_keep_their_order()
    {
        var gate = new TaskCompletionSource();
        var actor = Start();
        Store.Interference.BeforeAppend = _ => gate.Task;
        Do(actor, n =>
        {
            n.Note("a", _ => n.Tell("a"));
            n.Note("b", _ => n.Tell("b"));
        });
        Do(actor, n => n.Tell("1"));
        Do(actor, n => n.Tell("2"));
        Probe.ExpectNoMsg();
        gate.SetResult();
        Kit.RunUntilIdle();
        Assert.Equal(["a", "b", "1", "2"], Probe.ReceivedSoFar());
    }

    [Fact]
    public void Given_a_handler_when_it_runs_then_Sender_is_who_sent_the_command()
    {
        var other = Kit.CreateProbe("other");
        var actor = Start();
        var gate = new TaskCompletionSource();
        Store.Interference.BeforeAppend = _ => gate.Task;
        other.Send(actor, new Notebook.Do(n => n.NoteAsync("a", _ => n.CurrentSender.Tell("done a"))));
        Probe.Send(actor, new Notebook.Do(n => n.NoteAsync("b", _ => n.CurrentSender.Tell("done b"))));
        Kit.RunUntilIdle();
        gate.SetResult();
        other.ExpectMsg("done a");
        Probe.ExpectMsg("done b");
    }
}
