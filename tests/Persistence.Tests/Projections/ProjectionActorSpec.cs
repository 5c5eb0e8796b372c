using System.Collections.Concurrent;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Adapters;
using NTWorkstation.Persistence.Projections;
using NTWorkstation.Persistence.Tests.Actor;
using NTWorkstation.Persistence.Tests.Memory;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Projections;

public sealed class ProjectionActorSpec : IAsyncDisposable
{
    private readonly VirtualTime _time = new();
    private readonly ActorTestKit _kit;
    private readonly MemoryStore _store = new();
    private readonly PersistenceExtension _extension;
    private readonly TestProbe _probe;

    public ProjectionActorSpec()
    {
        _kit = new ActorTestKit(new ActorSystemOptions { TimeProvider = _time });
        _extension = new(_store, TestJson.Registry, new EventAdapters(EventAdapterBinding.ForWriting<Noted>(new Tagging())));
        _probe = _kit.CreateProbe();
    }

    public async ValueTask DisposeAsync()
    {
        await _kit.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Given_a_tag_then_the_events_there_are_and_those_to_come_are_handled_in_order()
    {
        Write("one", "a", "-b", "c");
        var handler = new Recording();
        Start(new("p") { Tag = "notes" }, handler);
        _kit.AwaitCondition(() => handler.Texts.Count == 2, "what is there is handled");
        Write("two", "d", "-e", "f");
        _kit.AwaitCondition(() => handler.Texts.Count == 4, "what comes is handled");
        Assert.Equal(["a", "c", "d", "f"], handler.Texts);
    }

    [Fact]
    public void Given_all_events_then_untagged_ones_are_handled_too()
    {
        Write("one", "a", "-b");
        var handler = new Recording();
        Start(new("p"), handler);
        _kit.AwaitCondition(() => handler.Texts.Count == 2, "what is there is handled");
        Assert.Equal(["a", "-b"], handler.Texts);
    }

    [Fact]
    public void Given_a_persistence_id_then_its_events_alone_are_handled_and_the_offset_is_a_sequence_number()
    {
        Write("other", "x", "y");
        Write("one", "a", "b");
        var handler = new Recording();
        var projection = Start(new("p") { PersistenceId = "one" }, handler);
        _kit.AwaitCondition(() => handler.Texts.Count == 2, "what is there is handled");
        _kit.StopAndAwait(projection);
        Assert.Equal(["a", "b"], handler.Texts);
        Assert.Equal(2, _kit.Await(_store.Offsets.ReadAsync("p")));
    }

    [Fact]
    public void Given_a_projection_that_was_stopped_then_it_goes_on_at_its_offset()
    {
        Write("one", "a", "b");
        var handler = new Recording();
        var projection = Start(new("p"), handler);
        _kit.AwaitCondition(() => handler.Texts.Count == 2, "what is there is handled");
        _kit.StopAndAwait(projection);
        Write("one", "c");
        Start(new("p"), handler);
        _kit.AwaitCondition(() => handler.Texts.Count == 3, "what came is handled");
        Assert.Equal(["a", "b", "c"], handler.Texts);
    }

    [Fact]
    public void Given_a_handler_that_fails_then_its_entry_comes_again_after_a_wait_that_grows()
    {
        Write("one", "a", "b");
        var handler = new Recording();
        var left = 2;
        handler.Before = text => text == "b" && left-- > 0 ? throw new InvalidOperationException("handler") : Task.CompletedTask;
        var projection = Start(new("p") { MinBackoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(8), RandomFactor = 0 }, handler);
        AwaitWait(projection);
        _time.Advance(TimeSpan.FromSeconds(1));
        AwaitWait(projection);
        Assert.Equal(["a", "b", "b"], handler.Begun);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsWaiting(projection), "The second wait is no longer than the first.");
        _time.Advance(TimeSpan.FromSeconds(1));
        _kit.AwaitCondition(() => handler.Texts.Count == 2, "the entry is handled at last");
        Assert.Equal(["a", "b", "b", "b"], handler.Begun);
        Assert.Equal(["a", "b"], handler.Texts);
    }

    [Fact]
    public void Given_an_event_that_cannot_be_read_then_the_projection_waits_and_does_not_pass_it()
    {
        Write("one", "a", "b", "c");
        _store.Change("one", 2, e => e with { Manifest = "noted:9" });
        var handler = new Recording();
        var projection = Start(new("p") { RandomFactor = 0 }, handler);
        AwaitWait(projection);
        _time.Advance(TimeSpan.FromSeconds(1));
        AwaitWait(projection);
        Assert.Equal(["a"], handler.Texts);
        _store.Change("one", 2, e => e with { Manifest = "noted:1" });
        _time.Advance(TimeSpan.FromSeconds(2));
        _kit.AwaitCondition(() => handler.Texts.Count == 3, "the others are handled once it can be read");
        Assert.Equal(["a", "b", "c"], handler.Texts);
    }

    [Fact]
    public void Given_a_stop_while_the_handler_is_at_work_then_it_is_told_so_and_the_end_waits_for_it()
    {
        Write("one", "a");
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var handler = new Recording { Before = _ => release.Task };
        handler.OnToken = token => token.Register(begun.SetResult);
        var projection = Start(new("p"), handler);
        _kit.AwaitCondition(() => handler.Begun.Count == 1, "the handler has begun");
        _probe.Watch(projection);
        projection.Tell(PoisonPill.Instance);
        _kit.Await(begun.Task);
        _probe.ExpectNoMsg();
        release.SetResult();
        _probe.ExpectTerminated(projection);
        // What it finished is remembered.
        Assert.Equal(1, _kit.Await(_store.Offsets.ReadAsync("p")));
    }

    [Fact]
    public void Given_a_handler_that_commits_its_offset_itself_then_it_is_asked_where_to_begin_and_nothing_else_is_stored()
    {
        Write("one", "a", "b", "c");
        var handler = new Transactional { Offset = 1 };
        Start(new("p"), handler);
        _kit.AwaitCondition(() => handler.Texts.Count == 2, "what is behind its offset is handled");
        Assert.Equal(["b", "c"], handler.Texts);
        Assert.Equal(3, handler.Offset);
        Assert.Equal(0, _kit.Await(_store.Offsets.ReadAsync("p")));
    }

    [Fact]
    public void Given_a_tag_and_a_persistence_id_then_the_settings_are_refused() =>
        Assert.Throws<ArgumentException>(() => ProjectionActor.Props(_store, _extension.Events, new("p") { Tag = "t", PersistenceId = "i" }, new Recording()));

    private IActorRef Start(ProjectionSettings settings, IProjectionHandler handler) =>
        _kit.System.ActorOf(ProjectionActor.Props(_store, _extension.Events, settings, handler));

    /// <summary>Until the projection has failed and its supervisor waits.</summary>
    private void AwaitWait(IActorRef projection) => _kit.AwaitCondition(() => IsWaiting(projection), "the supervisor waits");

    private bool IsWaiting(IActorRef projection)
    {
        _probe.Send(projection, BackoffSupervisor.GetCurrentChild.Instance);
        return _probe.ExpectMsg<BackoffSupervisor.CurrentChild>().Reference is null;
    }

    private void Write(string persistenceId, params string[] texts)
    {
        var actor = _kit.System.ActorOf(Props.Create(() => new Notebook(_extension, persistenceId, _probe.Ref, null)));
        foreach (var text in texts) _probe.Send(actor, new Notebook.Do(n => n.Note(text, e => n.Tell(e))));
        foreach (var text in texts) _probe.ExpectMsg(new Noted(text));
        _kit.StopAndAwait(actor);
    }

    private class Recording : IProjectionHandler
    {
        public ConcurrentQueue<string> Begun { get; } = new();

        public ConcurrentQueue<string> Texts { get; } = new();

        public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

        public Action<CancellationToken> OnToken { get; set; } = _ => { };

        public virtual async Task HandleAsync(ProjectedEntry entry, CancellationToken cancellationToken)
        {
            foreach (var noted in entry.Events.Cast<Noted>())
            {
                OnToken(cancellationToken);
                Begun.Enqueue(noted.Text);
                await Before(noted.Text);
                Texts.Enqueue(noted.Text);
            }
        }
    }

    private sealed class Transactional : Recording, ITransactionalProjectionHandler
    {
        public long Offset { get; set; }

        public Task<long> ReadOffsetAsync(CancellationToken cancellationToken) => Task.FromResult(Offset);

        public override async Task HandleAsync(ProjectedEntry entry, CancellationToken cancellationToken)
        {
            Offset = entry.Offset;
            await base.HandleAsync(entry, cancellationToken);
        }
    }

    private sealed class Tagging : IWriteEventAdapter
    {
        public object ToJournal(object @event) => @event is Noted { Text: ['-', ..] } ? @event : new Tagged(@event, ["notes"]);
    }
}
