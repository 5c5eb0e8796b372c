using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Models;

/// <summary>Random families with random failures, against a model of supervision.</summary>
public class SupervisionModelTests
{
    private const int Sorts = 3;
    private static readonly TimeSpan[] Windows = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private sealed class SortedException(int sort) : Exception($"sort {sort}")
    {
        public int Sort => sort;
    }

    private sealed record Fail(int Sort);

    [Fact]
    public void Given_any_family_and_any_failures_one_after_the_other_then_lives_hooks_restarts_and_mailboxes_are_those_of_the_model() =>
        Prop.ForAll(Cases(40).ToArbitrary(), c =>
        {
            using var stage = new Stage(c.Seed, new ActorSystemOptions { GuardianStrategy = new OneForOneStrategy(-1, null, null, isLogging: false) });
            var model = new SupervisionModel(c.Root, () => stage.Time.Elapsed);
            var actors = new Family(stage, c.Root);
            var paths = actors.Paths;
            Compare();
            foreach (var act in c.Acts)
            {
                var path = paths[act.A % paths.Count];
                switch (act.Kind)
                {
                    case <= 4:
                        actors.Tell(path, new Fail(act.B % Sorts));
                        model.Fail(path, act.B % Sorts);
                        break;
                    case 5 when path.Length > 1:
                        actors.Stop(path);
                        model.Stop(path);
                        break;
                    case 6:
                        stage.Kit.Advance(TimeSpan.FromMilliseconds(act.B % 3000));
                        break;
                    default:
                        actors.Tell(path, "a message");
                        model.Tell(path);
                        break;
                }
                stage.Run();
                Compare();
            }

            void Compare()
            {
                Assert.Equal(model.Living, actors.Living);
                foreach (var (path, hooks) in model.Hooks) Assert.Equal(hooks, actors.HooksOf(path));
                foreach (var path in paths) Assert.Equal(model.MessagesOf(path), actors.MessagesOf(path));
                actors.RequireOrder();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(250).WithReplay(20261121, 31));

    [Fact]
    public void Given_any_family_and_failures_at_once_then_it_comes_to_rest_unsuspended_with_children_that_ended_before_their_parents() =>
        Prop.ForAll(Cases(40).ToArbitrary(), c =>
        {
            using var stage = new Stage(c.Seed, new ActorSystemOptions { GuardianStrategy = new OneForOneStrategy(-1, null, null, isLogging: false) });
            var actors = new Family(stage, c.Root);
            var paths = actors.Paths;
            foreach (var act in c.Acts)
            {
                var path = paths[act.A % paths.Count];
                if (act.Kind <= 5) actors.Tell(path, new Fail(act.B % Sorts));
                else if (act.Kind == 6) stage.Run();
                else actors.Tell(path, "a message");
                if (act.C % 7 == 0 && path.Length > 1) actors.Stop(path);
            }
            stage.Run();
            actors.RequireOrder();
            // Every suspension has been taken back: who lives takes messages, and who does not is no child any more.
            foreach (var path in actors.Living)
            {
                var before = actors.MessagesOf(path);
                actors.Tell(path, "a message");
                stage.Run();
                Assert.Equal(before + 1, actors.MessagesOf(path));
            }
            stage.System.Stop(actors.Root);
            stage.Run();
            Assert.Empty(actors.Living);
            actors.RequireOrder();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(250).WithReplay(20261121, 37));

    private sealed record Case(int Seed, Nature Root, Act[] Acts)
    {
        public override string ToString() => $"seed {Seed}, family {Root}, acts [{string.Join(", ", Acts.AsEnumerable())}]";
    }

    private static Gen<Case> Cases(int longest) =>
        from seed in Gen.Choose(1, 1_000_000)
        from root in Natures(3)
        from acts in Histories.Acts(10).ArrayOf().Resize(longest)
        select new Case(seed, root, acts);

    private static Gen<Nature> Natures(int generations) =>
        from isAllForOne in Gen.Choose(0, 2)
        from limit in Gen.Choose(-1, 4)
        from window in Gen.Choose(0, Windows.Length)
        from directives in Gen.Frequency(
            (4, Gen.Constant(Directive.Restart)), (2, Gen.Constant(Directive.Resume)), (1, Gen.Constant(Directive.Stop)), (3, Gen.Constant(Directive.Escalate))).ArrayOf(Sorts)
        from keeps in Gen.Choose(0, 1)
        from count in Gen.Choose(generations == 3 ? 1 : 0, generations == 0 ? 0 : 2)
        from children in generations == 0 ? Gen.Constant(Array.Empty<Nature>()) : Natures(generations - 1).ArrayOf(count)
        select new Nature
        {
            IsAllForOne = isAllForOne == 0, Limit = limit, Window = window < Windows.Length ? Windows[window] : null, Directives = directives,
            KeepsChildren = keeps == 0, Children = children,
        };

    /// <summary>The real actors, by the paths of the model: "r" and below it "r0", "r01", ...</summary>
    private sealed class Family
    {
        private readonly Stage _stage;
        private readonly Dictionary<string, Cell> _cells = [];
        private readonly List<(string Path, ActorPath Self, string Hook)> _log = [];

        public Family(Stage stage, Nature root)
        {
            _stage = stage;
            Root = stage.System.ActorOf(Props.Create(() => new Member(this, "r", root)), "r");
            stage.Run();
            Paths = [.. _cells.Keys.Order(StringComparer.Ordinal)];
        }

        public IActorRef Root { get; }

        public IReadOnlyList<string> Paths { get; }

        public IReadOnlyList<string> Living => [.. Paths.Where(p => _cells[p].Reference is LocalActorRef { IsTerminated: false })];

        public IEnumerable<string> HooksOf(string path) => _log.Where(l => l.Path == path).Select(l => l.Hook);

        // Of the living one alone: a new actor of an old name begins anew.
        public int MessagesOf(string path) => _cells[path] is { Reference: LocalActorRef { IsTerminated: false } } cell ? cell.Messages : 0;

        public void Tell(string path, object message) => _cells[path].Reference.Tell(message, ActorRefs.NoSender);

        public void Stop(string path) => _stage.System.Stop(_cells[path].Reference);

        /// <summary>One instance of a path at a time; whoever has ended has stopped, after all its children.</summary>
        public void RequireOrder()
        {
            var instances = new Dictionary<string, int>();
            foreach (var (path, _, hook) in _log)
            {
                var count = instances.GetValueOrDefault(path) + (hook == "made" ? 1 : hook == "stop" ? -1 : 0);
                Assert.InRange(count, 0, 1);
                instances[path] = count;
            }
            var living = Living.Select(p => _cells[p].Reference.Path.Uid).ToHashSet();
            foreach (var self in _log.Select(l => l.Self).DistinctBy(p => p.Uid).Where(p => !living.Contains(p.Uid)))
            {
                var own = _log.Select((l, at) => (l.Self, l.Hook, At: at)).Where(l => l.Self.Uid == self.Uid).ToArray();
                Assert.Equal("stop", own[^1].Hook);
                // One that was stopped in the middle of its restart had given up its instance before its children ended.
                if (own[^2].Hook == "prerestart") continue;
                Assert.DoesNotContain(_log.Skip(own[^1].At), l => l.Self.Parent!.Uid == self.Uid);
            }
        }

        private void Note(string path, IActorRef self, string hook) => _log.Add((path, self.Path, hook));

        private sealed class Cell(IActorRef reference)
        {
            public IActorRef Reference => reference;

            public int Messages { get; set; }
        }

        private sealed class Member : UntypedActor
        {
            private readonly Family _family;
            private readonly string _path;
            private readonly Nature _nature;

            public Member(Family family, string path, Nature nature)
            {
                (_family, _path, _nature) = (family, path, nature);
                family.Note(path, Self, "made");
                if (!family._cells.TryGetValue(path, out var cell) || !cell.Reference.Equals(Self)) family._cells[path] = new Cell(Self);
            }

            protected override SupervisorStrategy SupervisorStrategy()
            {
                Directive Decide(Exception cause) => cause is SortedException sorted ? _nature.Directives[sorted.Sort] : throw cause;
                return _nature.IsAllForOne
                    ? new AllForOneStrategy(_nature.Limit, _nature.Window, Decide, isLogging: false)
                    : new OneForOneStrategy(_nature.Limit, _nature.Window, Decide, isLogging: false);
            }

            protected override void OnReceive(object message)
            {
                if (message is Fail fail) throw new SortedException(fail.Sort);
                _family._cells[_path].Messages++;
            }

            protected override void PreStart()
            {
                Note("start");
                for (var i = 0; i < _nature.Children.Length; i++)
                {
                    var (name, nature) = (_path + i, _nature.Children[i]);
                    if (Context.Child(name) is null) Context.ActorOf(Props.Create(() => new Member(_family, name, nature)), name);
                }
            }

            protected override void PostStop() => Note("stop");

            protected override void PreRestart(Exception reason, object? message)
            {
                Note("prerestart");
                if (_nature.KeepsChildren) PostStop();
                else base.PreRestart(reason, message);
            }

            protected override void PostRestart(Exception reason)
            {
                Note("postrestart");
                base.PostRestart(reason);
            }

            private void Note(string hook) => _family.Note(_path, Self, hook);
        }
    }
}
