using System.Text.Json.Serialization;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Delivery;
using NTWorkstation.Persistence.Tests.Actor;
using NTWorkstation.Persistence.Tests.Memory;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Delivery;

/// <summary>The sender's side and the receiver's side of what arrives at least once and takes effect once.</summary>
public sealed partial class DeliverySpec : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private readonly ActorTestKit _kit = ActorTestKit.Seeded(3);
    private readonly MemoryStore _store = new();
    private readonly PersistenceExtension _extension;
    private readonly TestProbe _receiver;
    private AtLeastOnceDeliverySettings _settings = new() { RedeliverInterval = Interval };

    public DeliverySpec()
    {
        _extension = new(_store, Registry, null, new() { RecoveryScheduler = new InlineScheduler() });
        _receiver = _kit.CreateProbe("receiver");
    }

    private static SerializerRegistry Registry { get; } = SerializerRegistry.Of(new JsonManifestSerializer(
        8,
        new JsonManifest("sent:1", Json.Default.Sent),
        new JsonManifest("confirmed:1", Json.Default.Confirmed),
        new JsonManifest("letter:1", Json.Default.Letter),
        new JsonManifest("post:1", Json.Default.AtLeastOnceDeliverySnapshot),
        new JsonManifest("folded:1", Json.Default.Folded),
        new JsonManifest("account:1", Json.Default.AccountState)));

    public async ValueTask DisposeAsync()
    {
        await _kit.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Given_a_delivery_then_it_is_sent_once_its_event_is_stored_and_again_until_it_is_confirmed()
    {
        var sender = Start();
        sender.Tell("a");
        _receiver.ExpectMsg(new Letter(1, "a"));
        _kit.Advance(Interval / 2);
        _receiver.ExpectNoMsg();
        _kit.Advance(Interval / 2);
        _receiver.ExpectMsg(new Letter(1, "a"));
        _receiver.Reply(new Confirm(1));
        _kit.RunUntilIdle();
        _kit.Advance(Interval * 5);
        _receiver.ExpectNoMsg();
    }

    [Fact]
    public void Given_a_new_life_then_only_what_is_unconfirmed_is_sent_again_under_the_same_id_and_ids_go_on()
    {
        var sender = Start();
        sender.Tell("a");
        sender.Tell("b");
        _kit.RunUntilIdle();
        sender.Tell(new Confirm(1));
        _kit.StopAndAwait(sender);
        _receiver.ReceivedSoFar();
        sender = Start();
        _receiver.ExpectMsg(new Letter(2, "b"));
        sender.Tell("c");
        _receiver.ExpectMsg(new Letter(3, "c"));
        _receiver.ExpectNoMsg();
    }

    [Fact]
    public void Given_a_restart_then_the_deliveries_of_the_new_incarnation_go_on()
    {
        var sender = Start();
        sender.Tell("a");
        _kit.RunUntilIdle();
        sender.Tell(new Fail());
        _kit.RunUntilIdle();
        Assert.Equal([new Letter(1, "a"), new Letter(1, "a")], _receiver.ReceivedSoFar());
        _kit.Advance(Interval);
        _receiver.ExpectMsg(new Letter(1, "a"));
    }

    [Fact]
    public void Given_a_snapshot_of_deliveries_then_a_new_life_takes_them_up()
    {
        var sender = Start();
        sender.Tell("a");
        sender.Tell("b");
        sender.Tell(new Confirm(1));
        sender.Tell(new Save());
        _kit.RunUntilIdle();
        _kit.StopAndAwait(sender);
        _receiver.ReceivedSoFar();
        Assert.Single(_store.Saved);
        sender = Start();
        _receiver.ExpectMsg(new Letter(2, "b"));
        sender.Tell("c");
        _receiver.ExpectMsg(new Letter(3, "c"));
    }

    [Fact]
    public void Given_more_overdue_deliveries_than_the_burst_limit_then_so_many_are_sent_at_a_time_and_all_in_time()
    {
        _settings = _settings with { RedeliveryBurstLimit = 2 };
        var sender = Start();
        foreach (var text in new[] { "a", "b", "c" }) sender.Tell(text);
        _kit.RunUntilIdle();
        _receiver.ReceivedSoFar();
        _kit.Advance(Interval);
        Assert.Equal([1L, 2L], _receiver.ReceivedSoFar().Cast<Letter>().Select(l => l.DeliveryId));
        _kit.Advance(Interval / 2);
        Assert.Equal([3L], _receiver.ReceivedSoFar().Cast<Letter>().Select(l => l.DeliveryId));
    }

    [Fact]
    public void Given_many_attempts_without_confirmation_then_the_actor_is_warned_once_and_goes_on()
    {
        _settings = _settings with { WarnAfterNumberOfUnconfirmedAttempts = 2 };
        var sender = Start();
        sender.Tell("a");
        _kit.RunUntilIdle();
        _kit.Advance(Interval * 5);
        var all = _receiver.ReceivedSoFar();
        Assert.Equal(6, all.Count(m => m is Letter));
        var warning = Assert.Single(all.OfType<UnconfirmedWarning>());
        Assert.Equal(new UnconfirmedDelivery(1, _receiver.Ref.Path.ToString(), new Letter(1, "a")), Assert.Single(warning.UnconfirmedDeliveries));
    }

    [Fact]
    public void Given_as_many_unconfirmed_as_allowed_then_one_more_is_refused_typed()
    {
        _settings = _settings with { MaxUnconfirmedMessages = 2 };
        var sender = Start();
        foreach (var text in new[] { "a", "b", "c" }) sender.Tell(text);
        _kit.RunUntilIdle();
        Assert.Equal([new Letter(1, "a"), new Letter(2, "b")], _receiver.ReceivedSoFar().OfType<Letter>().Take(2));
        // Its event was stored before its handler was refused: the restart recovers it, and the bound does not stand in the way.
        sender.Tell(new Count());
        Assert.Equal(3, _receiver.FishForMessage<int>());
    }

    [Fact]
    public void Given_a_destination_by_name_then_it_is_looked_up_at_each_attempt()
    {
        var sender = Start();
        sender.Tell(new Named("late", "a"));
        _kit.RunUntilIdle();
        _receiver.ExpectNoMsg();
        var late = _kit.CreateProbe("late");
        sender.Tell(new Introduce("late", late.Ref));
        _kit.Advance(Interval);
        late.ExpectMsg(new Letter(1, "a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Given_confirmations_that_get_lost_and_both_sides_dying_then_every_command_is_folded_once(int seed)
    {
        var random = new Random(seed);
        // Drops and doubles what goes through it.
        var account = _kit.System.ActorOf(Props.Create(() => new Account(_extension)), "account");
        var network = new IActorRef[] { account };
        var wire = _kit.System.ActorOf(Props.Create(() => new Lossy(random, () => network[0])), "wire");
        var sender = Start(wire);
        for (var i = 1; i <= 30; i++)
        {
            sender.Tell($"{i}");
            if (random.Next(5) == 0) sender.Tell(new Fail());
            if (random.Next(5) == 0) account.Tell(new Fail());
            if (random.Next(8) == 0) account.Tell(new Save());
            if (random.Next(8) == 0)
            {
                _kit.StopAndAwait(account);
                network[0] = account = _kit.System.ActorOf(Props.Create(() => new Account(_extension)), $"account-{i}");
            }
            _kit.Advance(Interval);
        }
        _kit.Advance(Interval * 40);
        sender.Tell(new Count());
        Assert.Equal(0, _receiver.FishForMessage<int>());
        _receiver.Send(account, new Count());
        Assert.Equal(Enumerable.Range(1, 30), _receiver.FishForMessage<AccountState>().Amounts.Order());
    }

    private IActorRef Start(IActorRef? destination = null)
    {
        var actor = _kit.System.ActorOf(Props.Create(() => new Post(_extension, _settings, destination ?? _receiver.Ref, _receiver.Ref)));
        _kit.RunUntilIdle();
        return actor;
    }

    internal sealed record Sent(string Text, string? Destination);

    internal sealed record Confirmed(long DeliveryId);

    internal sealed record Letter(long DeliveryId, string Text);

    internal sealed record Folded(string CommandId, int Amount);

    internal sealed record AccountState(IReadOnlyList<int> Amounts, IReadOnlyList<string> Processed);

    private sealed record Confirm(long DeliveryId);

    private sealed record Named(string Destination, string Text);

    private sealed record Introduce(string Name, IActorRef Reference);

    private sealed record Save;

    private sealed record Fail;

    private sealed record Count;

    [JsonSerializable(typeof(Sent))]
    [JsonSerializable(typeof(Confirmed))]
    [JsonSerializable(typeof(Letter))]
    [JsonSerializable(typeof(AtLeastOnceDeliverySnapshot))]
    [JsonSerializable(typeof(Folded))]
    [JsonSerializable(typeof(AccountState))]
    private sealed partial class Json : JsonSerializerContext;

    /// <summary>The sender.</summary>
    private sealed class Post : AtLeastOnceDeliveryReceiveActor
    {
        private readonly Dictionary<string, IActorRef> _named = [];
        private readonly IActorRef _receiver;

        public Post(PersistenceExtension persistence, AtLeastOnceDeliverySettings settings, IActorRef destination, IActorRef probe)
            : base(persistence, settings)
        {
            // A new life does not know the references of the one before.
            _receiver = destination;
            Command<string>(text => Persist(new Sent(text, null), Apply));
            Command<Named>(named => Persist(new Sent(named.Text, named.Destination), Apply));
            Command<Confirm>(confirm => Persist(new Confirmed(confirm.DeliveryId), Apply));
            Command<Introduce>(introduce => _named[introduce.Name] = introduce.Reference);
            Command<UnconfirmedWarning>(warning => probe.Tell(warning));
            Command<Count>(_ => probe.Tell(UnconfirmedCount));
            Command<Save>(_ => SaveSnapshot(GetDeliverySnapshot()));
            Command<Fail>(_ => throw new InvalidOperationException("fail"));
            Recover<Sent>(Apply);
            Recover<Confirmed>(Apply);
            Recover<SnapshotOffer>(offer => SetDeliverySnapshot((AtLeastOnceDeliverySnapshot)offer.Snapshot));

            void Apply(object @event)
            {
                if (@event is Confirmed confirmed) ConfirmDelivery(confirmed.DeliveryId);
                else if (@event is Sent { Destination: null } sent) Deliver(destination, id => new Letter(id, sent.Text));
                else if (@event is Sent { Destination: { } name } other) Deliver(name, id => new Letter(id, other.Text));
            }
        }

        public override string PersistenceId => "post";

        protected override IActorRef? ResolveDestination(string destination) =>
            _named.GetValueOrDefault(destination) ?? base.ResolveDestination(destination) ?? (destination == _receiver.Path.ToString() ? _receiver : null);
    }

    /// <summary>The receiver: each command is folded once, whatever is repeated.</summary>
    private sealed class Account : ReceivePersistentActor
    {
        private readonly List<int> _amounts = [];
        private ProcessedCommands _processed = new(100);

        public Account(PersistenceExtension persistence)
            : base(persistence)
        {
            Command<Letter>(letter =>
            {
                var id = $"post-{letter.DeliveryId}";
                var answer = Sender;
                if (_processed.Contains(id)) answer.Tell(new Confirm(letter.DeliveryId));
                else Persist(new Folded(id, int.Parse(letter.Text)), e =>
                {
                    Apply(e);
                    answer.Tell(new Confirm(letter.DeliveryId));
                });
            });
            Command<Save>(_ => SaveSnapshot(new AccountState([.. _amounts], _processed.ToSnapshot())));
            Command<Count>(_ => Sender.Tell(new AccountState([.. _amounts], _processed.ToSnapshot())));
            Command<Fail>(_ => throw new InvalidOperationException("fail"));
            Recover<Folded>(Apply);
            Recover<SnapshotOffer>(offer =>
            {
                var state = (AccountState)offer.Snapshot;
                _amounts.AddRange(state.Amounts);
                _processed = new ProcessedCommands(100, state.Processed);
            });
        }

        public override string PersistenceId => "account";

        private void Apply(Folded folded)
        {
            _processed.Add(folded.CommandId);
            _amounts.Add(folded.Amount);
        }
    }

    private sealed class Lossy(Random random, Func<IActorRef> receiver) : UntypedActor
    {
        private IActorRef? _sender;

        protected override void OnReceive(object message)
        {
            if (message is Letter) _sender = Sender;
            var to = message is Letter ? receiver() : _sender;
            for (var times = random.Next(3); times > 0; times--) to?.Tell(message, Self);
        }
    }
}
