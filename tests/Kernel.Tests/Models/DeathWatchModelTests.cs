using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Models;

/// <summary>
/// Random histories of watching, unwatching, restarts and stops, against an account of how many Terminated each watcher gets. What is sent
/// at once may be handled in any order: the account then allows what any order of the two would give.
/// </summary>
public class DeathWatchModelTests
{
    private const int Watchers = 3;
    private const int Subjects = 3;

    private sealed record Orders(IReadOnlyList<(bool Watch, int Subject)> List);

    [Fact]
    public void Given_any_history_then_each_watcher_hears_of_each_end_as_often_as_it_is_to() => Histories.Require(12, 60, 150, acts =>
    {
        using var stage = new Stage(acts.Sum(a => a.A));
        var (got, unwanted) = (new int[Watchers, Subjects], new List<string>());
        var (wants, made) = (new bool[Watchers, Subjects], new int[Subjects]);
        var subjects = Enumerable.Range(0, Subjects).Select(s => stage.Puppet($"s{s}-0")).ToArray();
        var watchers = Enumerable.Range(0, Watchers).Select(w => stage.Puppet($"w{w}", new Script
        {
            Receive = (puppet, message) =>
            {
                if (message is Orders orders)
                {
                    foreach (var (watch, s) in orders.List)
                    {
                        wants[w, s] = watch;
                        if (watch) puppet.Context.Watch(subjects[s]);
                        else puppet.Context.Unwatch(subjects[s]);
                    }
                }
                else if (message is Terminated terminated)
                {
                    var s = int.Parse(terminated.ActorRef.Path.Name.AsSpan(1, 1), null);
                    // By its own account too: not after it has unwatched, were the notice in its mailbox already.
                    if (!wants[w, s]) unwanted.Add($"w{w} heard of {terminated.ActorRef} without watching it.");
                    wants[w, s] = false;
                    got[w, s]++;
                }
                return true;
            },
        })).ToArray();
        stage.Run();
        var account = new Account();

        // Acts up to the next pause happen at once: for each watcher one turn's orders, for each subject at most one stop.
        var (orders, stops) = (new List<(bool Watch, int Subject)>[Watchers], new HashSet<int>());
        foreach (var act in acts.Append(new Act(11, 0, 0, 0)))
        {
            var (w, s) = (act.A % Watchers, act.B % Subjects);
            switch (act.Kind)
            {
                case <= 3:
                    (orders[w] ??= []).Add((true, s));
                    break;
                case <= 5:
                    (orders[w] ??= []).Add((false, s));
                    break;
                case <= 7:
                    stops.Add(s);
                    break;
                case 8:
                    // A failure of the subject or the watcher: both restart, and nobody is told.
                    Pause();
                    stage.Fail(act.C % 2 == 0 ? subjects[s] : watchers[w]);
                    Compare();
                    break;
                case 9:
                    Pause();
                    if (account.IsAlive(s)) break;
                    // Another of the same kind, under the name of its own: who watched the one before does not watch it.
                    subjects[s] = stage.Puppet($"s{s}-{++made[s]}");
                    account.Renew(s);
                    break;
                default:
                    Pause();
                    break;
            }
        }

        void Pause()
        {
            for (var i = 0; i < Watchers; i++)
                if (orders[i] is { } list) watchers[i].Tell(new Orders([.. list]), ActorRefs.NoSender);
            foreach (var s in stops) stage.System.Stop(subjects[s]);
            stage.Run();
            account.Happen(orders, stops);
            Array.Clear(orders);
            stops.Clear();
            Compare();
        }

        void Compare()
        {
            Assert.Empty(unwanted);
            for (var w = 0; w < Watchers; w++)
                for (var s = 0; s < Subjects; s++) account.Heard(w, s, got[w, s]);
        }
    });

    /// <summary>For every pair the states that are possible: how often it was told, and whether it watches.</summary>
    private sealed class Account
    {
        private readonly bool[] _isDead = new bool[Subjects];
        private readonly Dictionary<(int Watcher, int Subject), HashSet<(int Told, bool Watches)>> _possible = [];

        public Account()
        {
            for (var w = 0; w < Watchers; w++)
                for (var s = 0; s < Subjects; s++) _possible[(w, s)] = [(0, false)];
        }

        public bool IsAlive(int subject) => !_isDead[subject];

        public void Renew(int subject)
        {
            _isDead[subject] = false;
            for (var w = 0; w < Watchers; w++) _possible[(w, subject)] = [.. _possible[(w, subject)].Select(p => (p.Told, false))];
        }

        public void Happen(IReadOnlyList<(bool Watch, int Subject)>?[] orders, HashSet<int> stops)
        {
            foreach (var ((w, s), before) in _possible.ToArray())
            {
                var turn = orders[w]?.Where(o => o.Subject == s).Select(o => o.Watch).ToArray() ?? [];
                _possible[(w, s)] = stops.Contains(s)
                    ? [.. before.Select(b => Turn(Stop(b), true, turn)), .. before.Select(b => Stop(Turn(b, _isDead[s], turn)))]
                    : [.. before.Select(b => Turn(b, _isDead[s], turn))];
            }
            foreach (var s in stops) _isDead[s] = true;
        }

        /// <summary>What was heard leaves only the states that fit.</summary>
        public void Heard(int watcher, int subject, int told)
        {
            var possible = _possible[(watcher, subject)];
            Assert.True(possible.Any(p => p.Told == told), $"Watcher {watcher} heard {told} times of {subject}, allowed are {string.Join(", ", possible.Select(p => p.Told))}.");
            possible.RemoveWhere(p => p.Told != told);
        }

        private static (int Told, bool Watches) Stop((int Told, bool Watches) pair) => pair.Watches ? (pair.Told + 1, false) : pair;

        // News waits for the end of the turn, so within one only the last order counts.
        private static (int Told, bool Watches) Turn((int Told, bool Watches) pair, bool isDead, bool[] orders)
        {
            if (orders.Length == 0) return pair;
            if (!orders[^1]) return (pair.Told, false);
            return isDead ? (pair.Told + 1, false) : (pair.Told, true);
        }
    }
}
