using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;

namespace NTWorkstation.Kernel.Benchmarks;

/// <summary>The work with actors.</summary>
internal sealed class ActorRun(ActorSystem system)
{
    public async Task Tell(int messages, int receivers)
    {
        var actors = new IActorRef[receivers];
        var done = new Task[receivers];
        for (var i = 0; i < receivers; i++)
        {
            var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            done[i] = counted.Task;
            actors[i] = system.ActorOf(Props.Create(() => new Counter(messages / receivers, counted)));
        }
        for (var m = 0; m < messages / receivers; m++)
            foreach (var actor in actors) actor.Tell(Tick.Instance, ActorRefs.NoSender);
        await Task.WhenAll(done);
        foreach (var actor in actors) system.Stop(actor);
    }

    public async Task PingPong(int messages)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var a = system.ActorOf(Props.Create(() => new Ponger(messages / 2, done)));
        var b = system.ActorOf(Props.Create(() => new Ponger(messages / 2, done)));
        a.Tell(Tick.Instance, b);
        await done.Task;
        system.Stop(a);
        system.Stop(b);
    }

    public async Task Spawn(int count)
    {
        var all = new Task[count];
        for (var i = 0; i < count; i++)
        {
            var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            all[i] = counted.Task;
            var actor = system.ActorOf(Props.Create(() => new Counter(1, counted)));
            actor.Tell(Tick.Instance, ActorRefs.NoSender);
            actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }
        await Task.WhenAll(all);
    }

    public async Task Ask(int count)
    {
        var actor = system.ActorOf(Props.Create(() => new Ponger(int.MaxValue, new TaskCompletionSource())));
        for (var i = 0; i < count; i++) await actor.Ask(Tick.Instance);
        system.Stop(actor);
    }
}
