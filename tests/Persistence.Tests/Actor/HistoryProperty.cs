using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Tests.Memory;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Actor;

/// <summary>
/// Any history of commands, with writes held up, failing and rejected at any place, and restarts, kills and take-overs between them: the state
/// that is recovered is the fold of what was acknowledged, in order, and possibly of events that were not; no number is missing or double.
/// </summary>
public class HistoryProperty
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Given_any_history_then_what_is_recovered_is_what_was_acknowledged_in_order_and_perhaps_what_was_not(int seed)
    {
        var steps = Gen.Elements(Enum.GetValues<Step>()).ListOf(30);
        var property = Prop.ForAll(Arb.From(steps), history =>
        {
            using var actors = new History(seed);
            actors.Run(history);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay((ulong)seed, 1), property);
    }

    internal enum Step
    {
        Persist,
        PersistAll,
        PersistAsync,
        PersistAllAsync,
        Defer,
        PersistThrice,
        PersistInHandler,
        Snapshot,
        FailCommand,
        FailHandler,
        Restart,
        Stop,
        TakeOver,
        HoldWrites,
        LetOneGo,
        LetAllGo,
        FailNextWrite,
        LoseNextAnswer,
        RejectNextWrite,
        DeleteToSnapshot,
    }

    private sealed class History : IDisposable
    {
        private readonly ActorTestKit _kit;
        private readonly MemoryStore _store = new();
        private readonly PersistenceExtension _extension;
        private readonly TestProbe _probe;
        private readonly Hold _hold = new();
        private readonly List<IActorRef> _owners = [];
        private readonly List<string> _acknowledged = [];
        private readonly List<string> _faults = [];
        private bool _isHolding;
        private Exception? _next;
        private bool _isAnswerLost;
        private int _count;

        public History(int seed)
        {
            _kit = ActorTestKit.Seeded(seed);
            _probe = _kit.CreateProbe();
            _extension = new(_store, TestJson.Registry, null, new() { RecoveryScheduler = new InlineScheduler(), ReplayBatchSize = 3, MaxWriteEvents = 4 });
            _store.Interference.BeforeAppend = _ => Take(ref _next) is { } cause ? throw cause : _isHolding ? _hold.Wait() : Task.CompletedTask;
            _store.Interference.AfterAppend = _ =>
            {
                if (!_isAnswerLost) return Task.CompletedTask;
                _isAnswerLost = false;
                throw new JournalUnavailableException("the answer is lost", outcomeUnknown: true);
            };
        }

        public void Run(IEnumerable<Step> history)
        {
            Begin();
            foreach (var step in history)
            {
                Take(step);
                _kit.RunUntilIdle();
                // An actor that stopped is started again, as a back-off supervisor would.
                if (!IsAlive(_owners[^1])) Begin();
            }
            (_isHolding, _next, _isAnswerLost) = (false, null, false);
            while (_hold.Count > 0)
            {
                _hold.LetGo();
                _kit.RunUntilIdle();
            }
            Begin();
            Verify();
        }

        public void Dispose()
        {
            _kit.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        private void Verify()
        {
            Assert.Empty(_faults);
            var stored = _store.Of("notes");
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(i => (long)i), stored.Select(e => e.SequenceNr));
            var texts = stored.Select(e => ((Noted)TestJson.Registry.Deserialize(e.SerializerId, e.Manifest, e.Payload.Span)).Text).ToList();
            Assert.Equal(texts.Count, texts.Distinct().Count());
            // In the order in which they were asked for, in each life; numbers are given at the asking.
            Assert.Equal(texts.Select(Number).Order(), texts.Select(Number));
            var acknowledged = _acknowledged.ToHashSet();
            Assert.Equal(_acknowledged, texts.Where(acknowledged.Contains));
            // An atomic write is there as a whole or not at all.
            foreach (var group in texts.Where(t => t.Contains('/')).GroupBy(t => t.Split('/')[1])) Assert.Equal(3, group.Count());
            _probe.Send(_owners[^1], new Notebook.Get());
            var state = _probe.FishForMessage<Notebook.State>();
            Assert.Equal(texts, state.Texts);
            Assert.Equal(texts.Count, state.LastSequenceNr);
        }

        private static int Number(string text) => int.Parse(text.Split('/')[0]);

        private static T? Take<T>(ref T? value)
            where T : class
        {
            var taken = value;
            value = null;
            return taken;
        }

        private void Begin()
        {
            _owners.Add(_kit.System.ActorOf(Props.Create(() => new Notebook(_extension, "notes", _probe.Ref, null))));
            _kit.RunUntilIdle();
        }

        private bool IsAlive(IActorRef actor)
        {
            _probe.Send(actor, new Identify(1));
            _kit.RunUntilIdle();
            return _probe.ReceivedSoFar().OfType<ActorIdentity>().Any();
        }

        private void Do(Action<Notebook> act) => _probe.Send(_owners[^1], new Notebook.Do(act));

        private string Next() => (++_count).ToString();

        private void Acknowledge(Noted noted) => _acknowledged.Add(noted.Text);

        private string[] Group()
        {
            var group = _count + 1;
            return [$"{Next()}/{group}", $"{Next()}/{group}", $"{Next()}/{group}"];
        }

        private void Take(Step step)
        {
            switch (step)
            {
                case Step.Persist: Do(n => n.Note(Next(), Acknowledge)); break;
                case Step.PersistAll: Do(n => n.NoteAll(Group(), Acknowledge)); break;
                case Step.PersistAsync: Do(n => n.NoteAsync(Next(), Acknowledge)); break;
                case Step.PersistAllAsync: Do(n => n.NoteAllAsync(Group(), Acknowledge)); break;
                case Step.Defer: Do(Defer); break;
                case Step.PersistThrice:
                    Do(n =>
                    {
                        for (var i = 0; i < 3; i++) n.Note(Next(), Acknowledge);
                    });
                    break;
                case Step.PersistInHandler:
                    Do(n => n.Note(Next(), e =>
                    {
                        Acknowledge(e);
                        n.Note(Next(), Acknowledge);
                    }));
                    break;
                case Step.Snapshot: Do(n => n.Save()); break;
                case Step.FailCommand:
                    Do(n =>
                    {
                        n.Note(Next(), Acknowledge);
                        throw new InvalidOperationException("command");
                    });
                    break;
                case Step.FailHandler: Do(n => n.NoteAsync(Next(), _ => throw new InvalidOperationException("handler"))); break;
                case Step.Restart: Do(_ => throw new InvalidOperationException("restart")); break;
                case Step.Stop: _kit.System.Stop(_owners[^1]); break;
                case Step.TakeOver: Begin(); break;
                case Step.HoldWrites: _isHolding = true; break;
                case Step.LetOneGo:
                    if (_hold.Count > 0) _hold.LetGo();
                    break;
                case Step.LetAllGo:
                    _isHolding = false;
                    _hold.LetGoAll();
                    break;
                case Step.FailNextWrite: _next = new JournalUnavailableException("fails"); break;
                case Step.LoseNextAnswer: _isAnswerLost = true; break;
                case Step.RejectNextWrite: _next = new JournalRejectedException("notes", 1, "refused"); break;
                case Step.DeleteToSnapshot: Do(n => n.DeleteOneSnapshot(n.SnapshotSequenceNr)); break;
            }
        }

        // Handlers run in the order of the calls: none of an event asked for later has run when this does.
        private void Defer(Notebook notebook)
        {
            var asked = _count;
            notebook.Later("deferred", _ =>
            {
                if (_acknowledged.Any(a => Number(a) > asked)) _faults.Add($"a handler of an event behind {asked} ran before one deferred there");
            });
        }
    }
}
