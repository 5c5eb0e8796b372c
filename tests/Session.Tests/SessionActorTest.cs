using System.Globalization;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Tests.Actor;
using NTWorkstation.Persistence.Tests.Memory;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Session.Tests;

/// <summary>Session actors on a store in memory and virtual time; everything runs on the test's thread.</summary>
public abstract class SessionActorTest : IAsyncLifetime
{
    private protected static readonly SessionId Id = new("5e551014");
    private int _given;

    private protected SessionActorTest()
    {
        Kit = ActorTestKit.Seeded(7);
        Probe = Kit.CreateProbe("probe");
    }

    private protected ActorTestKit Kit { get; }

    private protected TestProbe Probe { get; }

    private protected MemoryStore Store { get; } = new();

    /// <summary>What actors were told they end of.</summary>
    private protected List<Exception> Failures { get; } = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Kit.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected IActorRef Start()
    {
        var extension = new PersistenceExtension(
            Store, SessionSerializer.Registry(), SessionTagging.Adapters, new PersistenceOptions { Owner = "test", RecoveryScheduler = new InlineScheduler() });
        var actor = Kit.System.ActorOf(SessionActor.Props(Id, extension, () => (++_given).ToString("x8", CultureInfo.InvariantCulture), Failures.Add));
        Kit.RunUntilIdle();
        return actor;
    }

    /// <summary>A session with one gain of 0 dB on the master: two events.</summary>
    private protected IActorRef Begin()
    {
        var actor = Start();
        Ask<CommandApplied>(actor, new BeginSession(new SessionCreated(Id, "Album", 1)));
        Ask<CommandApplied>(actor, new InsertProcessor("gain", Story.Set("gain_db=0")));
        return actor;
    }

    private protected void Send(IActorRef actor, object message)
    {
        Probe.Send(actor, message);
        Kit.RunUntilIdle();
    }

    private protected T Ask<T>(IActorRef actor, object message)
    {
        Send(actor, message);
        return Probe.ExpectMsg<T>();
    }

    private protected static SetParameters Turn(double to) => new("gain", Story.Set($"gain_db={to.ToString(CultureInfo.InvariantCulture)}"), IsTurning: true);

    private protected SessionState StateOf(IActorRef actor) => Ask<SessionState>(actor, GetSessionState.Instance);

    /// <summary>Events as they are stored.</summary>
    private protected IReadOnlyList<SessionEvent> Stored =>
        [.. Store.Of(SessionJournal.PersistenceIdOf(Id)).Select(e => SessionEventJson.Read(e.Manifest, e.Payload.Span))];
}
