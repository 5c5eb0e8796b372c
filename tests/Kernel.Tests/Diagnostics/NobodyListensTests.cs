using System.Diagnostics;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Diagnostics;

[Collection(DiagnosticsCollection.Name)]
public class NobodyListensTests
{
    private sealed class Counter : UntypedActor
    {
        private readonly int[] _count;

        public Counter(int[] count) => _count = count;

        protected override void OnReceive(object message) => _count[0]++;
    }

    [Fact]
    public void Given_nobody_who_listens_when_messages_flow_within_a_trace_then_nothing_is_allocated()
    {
        const int Rounds = 10_000;
        using var stage = new Stage(1);
        using var trace = new Activity("the test").Start();
        var count = new int[1];
        var actor = stage.System.ActorOf(Props.Create(() => new Counter(count)));
        var dispatcher = (SeededDispatcher)stage.System.Options.Dispatcher;
        var message = new object();
        void Play()
        {
            for (var i = 0; i < Rounds; i++)
            {
                actor.Tell(message, ActorRefs.NoSender);
                dispatcher.RunOne();
            }
        }

        stage.Run();
        // The first rounds widen rings and compile.
        Play();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2 * Rounds, count[0]);
        // Less than one byte a message: nothing for each.
        Assert.InRange(allocated, 0, Rounds - 1);
    }

    [Fact]
    public void Given_a_message_within_a_trace_when_nobody_listens_then_the_mailbox_holds_the_message_itself()
    {
        using var stage = new Stage(1);
        using var trace = new Activity("the test").Start();
        var seen = new List<object>();
        var actor = stage.Puppet("a", null, p => p.WithMailbox(MailboxType.Priority(m =>
        {
            seen.Add(m);
            return 0;
        })));
        var message = new object();
        actor.Tell(message, ActorRefs.NoSender);
        Assert.Same(message, Assert.Single(seen));
    }
}
