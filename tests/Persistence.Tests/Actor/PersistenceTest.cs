using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Adapters;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Recovery;
using NTWorkstation.Persistence.Tests.Memory;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

/// <summary>A seeded kit, a store in memory and a probe: everything runs on the test's thread, in an order drawn from the seed.</summary>
public abstract class PersistenceTest : IAsyncLifetime
{
    private protected PersistenceTest(int seed = 1)
    {
        Kit = ActorTestKit.Seeded(seed);
        Probe = Kit.CreateProbe("probe");
        Extension = Extend();
    }

    private protected ActorTestKit Kit { get; }

    private protected TestProbe Probe { get; }

    private protected MemoryStore Store { get; } = new();

    private protected PersistenceExtension Extension { get; private set; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Kit.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected PersistenceExtension Extend(EventAdapters? adapters = null, PersistenceOptions? options = null) =>
        Extension = new(Store, TestJson.Registry, adapters, (options ?? new()) with { RecoveryScheduler = new InlineScheduler() });

    /// <summary>Starts a notebook; unless it is held up it has recovered when this returns.</summary>
    private protected IActorRef Start(
        string persistenceId = "notes", bool isTelling = false, RecoverySettings? recovery = null, Action<Notebook, object>? onRecover = null, string? name = null)
    {
        var actor = Kit.System.ActorOf(
            Props.Create(() => new Notebook(Extension, persistenceId, Probe.Ref, recovery) { IsTelling = isTelling, OnRecover = onRecover }), name);
        Kit.RunUntilIdle();
        return actor;
    }

    private protected void Do(IActorRef actor, Action<Notebook> act, string name = "do")
    {
        Probe.Send(actor, new Notebook.Do(act, name));
        Kit.RunUntilIdle();
    }

    /// <summary>Notes texts, one event each, and leaves them stored.</summary>
    private protected void Write(string persistenceId, params string[] texts)
    {
        var actor = Start(persistenceId);
        foreach (var text in texts) Do(actor, n => n.Note(text));
        Kit.StopAndAwait(actor);
    }

    /// <summary>From here on every append waits until the test lets it go.</summary>
    private protected Hold HoldAppends()
    {
        var hold = new Hold();
        Store.Interference.BeforeAppend = _ => hold.Wait();
        return hold;
    }

    private protected Notebook.State StateOf(IActorRef actor)
    {
        Probe.Send(actor, new Notebook.Get());
        return Probe.ExpectMsg<Notebook.State>();
    }

    private protected void AssertState(IActorRef actor, params string[] texts) => Assert.Equal(texts, StateOf(actor).Texts);

    private protected void AssertStored(string persistenceId, params string[] texts)
    {
        var stored = Store.Of(persistenceId);
        Assert.Equal(texts, stored.Select(Text));
        Assert.Equal(Enumerable.Range(1, texts.Length).Select(i => (long)i), stored.Select(e => e.SequenceNr));
    }

    private protected static string Text(JournalEntry entry) =>
        ((Noted)TestJson.Registry.Deserialize(entry.SerializerId, entry.Manifest, entry.Payload.Span)).Text;
}
