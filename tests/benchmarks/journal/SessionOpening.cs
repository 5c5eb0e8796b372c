using System.Diagnostics;
using System.Globalization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;
using NTWorkstation.Session;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>How long a session with a long history takes from its actor's start to its first answer, with a snapshot and without one.</summary>
internal sealed class SessionOpening(IPersistenceStore store, string name)
{
    private const int Events = 100_000;
    private const int Rounds = 7;

    private readonly PersistenceExtension _persistence = new(store, SessionSerializer.Registry(), SessionTagging.Adapters);

    internal async Task RunAsync()
    {
        var whole = await WriteAsync(new("bbbb0000"), false);
        var snapshot = await WriteAsync(new("aaaa0000"), true);
        // The first opening of a process, compilation included, and then some more of each in turns.
        var first = await OpenAsync(snapshot);
        var (fast, slow) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            fast.Add(await OpenAsync(snapshot));
            if (round < 3) slow.Add(await OpenAsync(whole));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name + $": a session of {Events / 1000},000 events opens",-44} {fast.Order().ElementAt(Rounds / 2) * 1e3,7:0.0} ms (the first time {first * 1e3:0.0} ms), aim 500 ms   without a snapshot {slow.Order().ElementAt(1) * 1e3,7:0.0} ms"));
    }

    /// <summary>A session of tracks, chains and markers whose parameters are turned; the snapshot as far behind as the actor lets it fall.</summary>
    private async Task<SessionState> WriteAsync(SessionId session, bool snapshot)
    {
        var given = 0;
        var decisions = new SessionDecisions(() => (0x10000 + given++).ToString("x8", CultureInfo.InvariantCulture));
        var owner = await store.Journal.TakeOwnershipAsync(SessionJournal.PersistenceIdOf(session), "benchmark");
        var state = SessionState.None;
        var entries = new List<NewEntry>();
        await KeepAsync(((Accepted)SessionDecisions.Create(session, "Album")).Events);
        for (var track = 0; track < 16; track++)
        {
            await DecideAsync(new ImportTrack(Media(track), $"track {track}"));
            await DecideAsync(new InsertProcessor("eq", [new("bands[0].f_hz", "120"), new("bands[0].gain_db", "1.5")], $"track {track}", null, $"eq {track}"));
            await DecideAsync(new InsertProcessor("compressor", [new("threshold_db", "-18"), new("ratio", "2.5")], $"track {track}", null, null));
            await DecideAsync(new SetMarker($"marker {track}", new(track)));
        }
        for (var turn = 0; state.Sequence < Events; turn++)
            await DecideAsync(turn % 50 == 49 ? new Undo() : new SetParameters($"eq {turn % 16}", [new("bands[0].gain_db", (turn * 7 % 239 / 10.0 - 11.9).ToString("R", CultureInfo.InvariantCulture))]));
        await WriteAsync();
        return state;

        async Task DecideAsync(SessionCommand command)
        {
            if (decisions.Decide(state, command) is not Accepted { Events: { Count: > 0 } events }) throw new InvalidOperationException($"{command} is not accepted.");
            await KeepAsync(events);
        }

        async Task KeepAsync(IReadOnlyList<SessionEvent> events)
        {
            foreach (var e in events)
            {
                state = SessionFold.Apply(state, state.Sequence + 1, e);
                entries.Add(_persistence.Events.Encode(e, state.Sequence, DateTimeOffset.UnixEpoch.AddSeconds(state.Sequence)));
            }
            if (entries.Count >= 1000) await WriteAsync();
            if (!snapshot || state.Sequence != Events - SessionActor.SnapshotEvery + 1) return;
            await WriteAsync();
            await store.Snapshots.SaveAsync(owner, new NewSnapshot(state.Sequence, DateTimeOffset.UnixEpoch, Snapshots.Write(state), SessionSerializer.Id, SessionSnapshotJson.Manifest));
        }

        async Task WriteAsync()
        {
            if (entries.Count > 0) await store.Journal.AppendAsync(owner, [.. entries]);
            entries.Clear();
        }
    }

    private async Task<double> OpenAsync(SessionState expected)
    {
        var system = ActorSystem.Create("benchmark");
        var begin = Stopwatch.GetTimestamp();
        var actor = system.ActorOf(SessionActor.Props(expected.Id, _persistence, () => "ffffffff"));
        var state = await actor.Ask<SessionState>(GetSessionState.Instance, TimeSpan.FromMinutes(1));
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        await system.Terminate();
        if (!Snapshots.Write(state).AsSpan().SequenceEqual(Snapshots.Write(expected))) throw new InvalidOperationException("The session is not as it was left.");
        return seconds;
    }

    private static MediaReference Media(int seed) => new()
    {
        ContentHash = seed.ToString("x64", CultureInfo.InvariantCulture),
        Path = FormattableString.Invariant($"/music/take {seed}.wav"),
        Rate = new(48000),
        Channels = 2,
        ChannelMask = AudioFormat.DefaultMask(2),
        Frames = new(48000 * 240),
        Samples = SampleKind.S24,
    };
}
