using System.Diagnostics;
using System.Text.Json;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>Persistent actors, and the journal below them, beside what the database does by itself.</summary>
internal sealed class Comparison(IPeer peer, IPersistenceStore store)
{
    internal const string Writer = "0b0ff6d0-38c1-4bb5-9c5e-2d1ef6d9e1d7";

    private const int Writers = 100;
    private const int Rounds = 7;
    private const int Events = 1_000_000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);
    private static readonly byte[] Payload = JsonSerializer.SerializeToUtf8Bytes(Turned.Of(1), TurnedJson.Default.Turned);

    private readonly PersistenceExtension _persistence = new(store, Turned.Registry());
    private long _batch;

    internal static async Task RunAsync(IPeer peer)
    {
        await using var _ = peer;
        await using var store = await peer.OpenStoreAsync();
        await peer.ConnectAsync();
        var comparison = new Comparison(peer, store);
        await comparison.PersistAsync();
        await comparison.RecoverAsync();
        await new SessionOpening(store, peer.Name).RunAsync();
    }

    private async Task PersistAsync()
    {
        var ids = Enumerable.Range(0, Writers).Select(i => $"peer-{i:000}").ToArray();
        var system = ActorSystem.Create("benchmark");
        var actors = await StartAsync(system);
        await new Race($"{peer.Name}: {Writers} actors persist an event each", "k events/s", 1e3, $"plain inserts, {Writers} a transaction", 0.7)
            .RunAsync(Rounds, () => InsertAsync(ids), () => TurnAsync(actors));
        await system.Terminate();

        var owners = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => store.Journal.TakeOwnershipAsync($"journal-{i:000}", "benchmark")));
        var numbers = new long[Writers];
        await new Race($"{peer.Name}: the journal alone, {Writers} writers", "k events/s", 1e3, $"plain inserts, {Writers} a transaction", 0)
            .RunAsync(Rounds, () => InsertAsync(ids), () => AppendAsync(owners, numbers));
    }

    private async Task RecoverAsync()
    {
        var owner = await store.Journal.TakeOwnershipAsync("recovered", "benchmark");
        for (var number = 1; number <= Events; number += 1000)
            await store.Journal.AppendAsync(owner, [.. Enumerable.Range(number, 1000).Select(n => new NewEntry(n, DateTimeOffset.UnixEpoch.AddTicks(n), Payload, 1, Turned.Manifest))]);
        var expected = new Knob.Folded(Events, Enumerable.Repeat(Turned.Of(1).New, Events).Aggregate((a, b) => a + b));
        await new Race($"{peer.Name}: an actor recovers {Events / 1_000_000} M events", "M events/s", 1e6, "data reader, deserialized and folded", 0.5)
            .RunAsync(5, () => ReadAsync(expected), () => RecoverAsync(expected));
    }

    private async Task<IActorRef[]> StartAsync(ActorSystem system)
    {
        var recovered = Enumerable.Range(0, Writers).Select(_ => new TaskCompletionSource<Knob.Folded>()).ToArray();
        IActorRef[] actors = [.. recovered.Select((done, i) => system.ActorOf(Knob.Props(_persistence, $"knob-{i:000}", done)))];
        await Task.WhenAll(recovered.Select(r => r.Task));
        return actors;
    }

    private async Task<double> InsertAsync(string[] ids)
    {
        var begin = Stopwatch.GetTimestamp();
        long count = 0;
        for (; Stopwatch.GetElapsedTime(begin) < Round; count += Writers) await peer.InsertAsync(ids, ++_batch, Payload);
        return count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task<double> TurnAsync(IActorRef[] actors)
    {
        var begin = Stopwatch.GetTimestamp();
        var runs = actors.Select(_ => new Knob.Run(() => Stopwatch.GetElapsedTime(begin) >= Round, new(TaskCreationOptions.RunContinuationsAsynchronously))).ToArray();
        for (var i = 0; i < actors.Length; i++) actors[i].Tell(runs[i]);
        var counts = await Task.WhenAll(runs.Select(r => r.Done.Task));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private async Task<double> AppendAsync(OwnerEpoch[] owners, long[] numbers)
    {
        var begin = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            long written = 0;
            for (; Stopwatch.GetElapsedTime(begin) < Round; written++)
                await store.Journal.AppendAsync(owners[w], [new NewEntry(++numbers[w], DateTimeOffset.UtcNow, Payload, 1, Turned.Manifest)]);
            return written;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private async Task<double> ReadAsync(Knob.Folded expected)
    {
        var begin = Stopwatch.GetTimestamp();
        var folded = await peer.FoldAsync("recovered");
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return folded == expected ? Events / seconds : throw new InvalidOperationException($"The data reader read {folded}, not {expected}.");
    }

    private async Task<double> RecoverAsync(Knob.Folded expected)
    {
        var system = ActorSystem.Create("benchmark");
        var recovered = new TaskCompletionSource<Knob.Folded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begin = Stopwatch.GetTimestamp();
        system.ActorOf(Knob.Props(_persistence, "recovered", recovered));
        var folded = await recovered.Task;
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        await system.Terminate();
        return folded == expected ? Events / seconds : throw new InvalidOperationException($"The actor recovered {folded}, not {expected}.");
    }
}
