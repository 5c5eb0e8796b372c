using System.Diagnostics;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>Journal and database in turns, in one run, so that a slow moment of the machine falls on both.</summary>
internal static class Comparison
{
    internal const string Manifest = "session.parameter-changed.v1";
    internal const string Writer = "0b0ff6d0-38c1-4bb5-9c5e-2d1ef6d9e1d7";

    private const int Writers = 100;
    private const int Rounds = 5;
    private const int Events = 1_000_000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 150).Select(i => (byte)('a' + (i % 26)))];

    internal static async Task RunAsync(IPeer peer)
    {
        await using var _ = peer;
        await using var store = await peer.OpenStoreAsync();
        await peer.ConnectAsync();
        await PersistAsync(peer, store);
        await ReplayAsync(peer, store);
    }

    private static async Task PersistAsync(IPeer peer, IPersistenceStore store)
    {
        var ids = Enumerable.Range(0, Writers).Select(i => $"peer-{i:000}").ToArray();
        var owners = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => store.Journal.TakeOwnershipAsync($"journal-{i:000}", "benchmark")));
        var numbers = new long[Writers];
        long batch = 0;
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            long count = 0;
            for (; Stopwatch.GetElapsedTime(begin) < Round; count += Writers) await peer.InsertAsync(ids, ++batch, Payload);
            var their = count / Stopwatch.GetElapsedTime(begin).TotalSeconds;

            begin = Stopwatch.GetTimestamp();
            var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
            {
                long written = 0;
                for (; Stopwatch.GetElapsedTime(begin) < Round; written++)
                    await store.Journal.AppendAsync(owners[w], [new NewEntry(++numbers[w], DateTimeOffset.UtcNow, Payload, 1, Manifest)]);
                return written;
            })));
            var our = counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (round < 0) continue; // warming up
            ours.Add(our);
            theirs.Add(their);
        }
        Print($"{peer.Name}: {Writers} writers, an event each", "k events/s", Median(ours) / 1e3, $"batches of {Writers}", Median(theirs) / 1e3, 0.7);
    }

    private static async Task ReplayAsync(IPeer peer, IPersistenceStore store)
    {
        var owner = await store.Journal.TakeOwnershipAsync("replayed", "benchmark");
        for (var number = 1; number <= Events; number += 1000)
            await store.Journal.AppendAsync(owner, [.. Enumerable.Range(number, 1000).Select(n => new NewEntry(n, DateTimeOffset.UnixEpoch.AddTicks(n), Payload, 1, Manifest))]);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < 3; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            var theirBytes = await peer.ReadAsync("replayed");
            var their = Events / Stopwatch.GetElapsedTime(begin).TotalSeconds;

            begin = Stopwatch.GetTimestamp();
            long bytes = 0;
            await foreach (var entry in store.Journal.ReplayAsync("replayed")) bytes += entry.Payload.Length;
            var our = Events / Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (bytes != theirBytes || bytes != (long)Events * Payload.Length) throw new InvalidOperationException("Not every event was read.");
            if (round < 0) continue;
            ours.Add(our);
            theirs.Add(their);
        }
        Print($"{peer.Name}: replay of {Events / 1_000_000} M events", "M events/s", Median(ours) / 1e6, "plain data reader", Median(theirs) / 1e6, 0.5);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string what, string unit, double ours, string peer, double theirs, double aim) =>
        Console.WriteLine(FormattableString.Invariant($"{what,-44} {ours,7:0.00} {unit}   {peer,-18} {theirs,7:0.00} {unit}   ratio {ours / theirs:0.00} (aim {aim})"));
}
