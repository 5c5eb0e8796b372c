using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Kernel.Shutdown;
using NTWorkstation.Kernel.Timing;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// A tree of actors with what they share. Below its root stand the guardians "user", whose children are made by ActorOf, and "system",
/// which ends after it. Disposing terminates it and waits for the end. Thread-safe.
/// </summary>
public sealed class ActorSystem : IAsyncDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorCell _user;
    private readonly ActorCell _systemGuardian;
    private long _uids;

    private ActorSystem(string name, ActorSystemOptions options)
    {
        (Name, Options) = (name, options);
        // First of all: phases that make no sense must leave no actors behind.
        CoordinatedShutdown = new CoordinatedShutdown(this, options.ShutdownPhases);
        var rootPath = ActorPath.Root(name);
        DeadLetterOffice = new DeadLetterActorRef(this, rootPath.Child("deadLetters", 0));
        EventStream = new EventStream();
        Scheduler = new Scheduler(options.TimeProvider);
        Asks = new PendingAsks(this, rootPath.Child("temp", 0));
        var root = new ActorCell(this, new RootParent(this, rootPath), rootPath, Props.Create(() => new RootGuardian(this)));
        root.Start();
        _systemGuardian = ((LocalActorRef)root.ActorOf(Props.Create<Guardian>(), "system")).Cell;
        _user = ((LocalActorRef)root.ActorOf(GuardianProps(options), "user")).Cell;
        root.Self.Tell(RootGuardian.WatchGuardians, ActorRefs.NoSender);
        EventStream.Subscribe<DeadLetter>(SystemActorOf(Props.Create(() => new DeadLetterListener(options.DeadLetterLog)), "deadLetterListener"));
    }

    public string Name { get; }

    public ActorSystemOptions Options { get; }

    public TimeProvider TimeProvider => Options.TimeProvider;

    public ILoggerFactory LoggerFactory => Options.LoggerFactory;

    public SerializerRegistry Serialization => Options.Serialization;

    public EventStream EventStream { get; }

    public Scheduler Scheduler { get; }

    public CoordinatedShutdown CoordinatedShutdown { get; }

    /// <summary>Where messages go that nobody can receive.</summary>
    public IActorRef DeadLetters => DeadLetterOffice;

    /// <summary>Completes when every actor has ended.</summary>
    public Task WhenTerminated => _ended.Task;

    internal DeadLetterActorRef DeadLetterOffice { get; }

    internal MessageDispatcher DefaultDispatcher => Options.Dispatcher;

    internal PendingAsks Asks { get; }

    /// <param name="name">As <see cref="ActorPath.IsValidName"/> allows.</param>
    public static ActorSystem Create(string name, ActorSystemOptions? options = null)
    {
        if (!ActorPath.IsValidName(name)) throw new InvalidActorNameException($"\"{name}\" is no name for an actor system.");
        return new ActorSystem(name, options ?? new ActorSystemOptions());
    }

    /// <summary>Makes an actor below the user guardian.</summary>
    /// <exception cref="InvalidActorNameException">Not allowed or taken.</exception>
    /// <exception cref="InvalidOperationException">The system is ending.</exception>
    public IActorRef ActorOf(Props props, string? name = null) => _user.ActorOf(props, name);

    /// <summary>Stops an actor, after the message it is at.</summary>
    public void Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        // A child of the guardian gives its name free only when it has ended; its parent must know that it is ending.
        if (actor.Path.Parent == _user.Self.Path) _user.Stop(actor);
        else actor.Internal().SendSystem(new Terminate());
    }

    /// <summary>
    /// Ends all actors, children before parents, "user" before "system". Pending Asks fail at once with
    /// <see cref="ActorSystemTerminatedException"/>. Use <see cref="CoordinatedShutdown"/> for an end in phases. An actor that ends the
    /// system says <c>_ = system.Terminate()</c>: its end waits for its asynchronous handler, which must not wait for the end in turn.
    /// </summary>
    public Task Terminate()
    {
        Asks.FailAll();
        _user.Self.SendSystem(new Terminate());
        return WhenTerminated;
    }

    /// <summary>Terminates; completes when every actor has ended. Not to be awaited within an actor, as Terminate is not.</summary>
    public async ValueTask DisposeAsync() => await Terminate().ConfigureAwait(false);

    /// <summary>Makes an actor that ends after those of users.</summary>
    internal IActorRef SystemActorOf(Props props, string? name = null) => _systemGuardian.ActorOf(props, name);

    internal IActorRef UserGuardian => _user.Self;

    /// <summary>Logging never fails an actor.</summary>
    internal ILogger CreateLogger(string category) => UnfailingLogger.Create(LoggerFactory, category);

    internal long NextUid() => Interlocked.Increment(ref _uids);

    internal void OnRootEnded()
    {
        Asks.FailAll();
        _ended.TrySetResult();
    }

    private static Props GuardianProps(ActorSystemOptions options)
    {
        var props = Props.Create<Guardian>();
        return options.GuardianStrategy is { } strategy ? props.WithSupervisorStrategy(strategy) : props;
    }

    internal (ActorCell System, ActorCell User) Guardians => (_systemGuardian, _user);
}
