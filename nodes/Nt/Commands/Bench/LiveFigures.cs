using System.Globalization;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Bench;

/// <summary>What happened in a second.</summary>
/// <param name="Ours">Times in which our ring lacked frames.</param>
/// <param name="Bare">Times in which the bare loop's did.</param>
/// <param name="Underruns">Of the device we feed, since it was opened: it was woken too late itself.</param>
/// <param name="BareWorstLate">Of the bare loop's wake-ups.</param>
/// <param name="WorstBlock">Of ours: the longest time for a block.</param>
internal sealed record LiveSecond(long Ours, long Bare, long Underruns, TimeSpan BareWorstLate, TimeSpan WorstBlock);

/// <summary>The figures of nt bench live.</summary>
internal sealed class LiveFigures
{
    private readonly List<LiveSecond> _seconds = [];
    private TimeSpan _length, _cpu;
    private (int Collections, TimeSpan Paused) _garbage;

    public required LiveOrder Order { get; init; }
    public required bool IsRealTime { get; init; }

    /// <summary>Seconds in which we were late and the bare loop was not, not even a little before or after.</summary>
    public int SecondsOfOurs => Enumerable.Range(0, _seconds.Count).Count(k => _seconds[k].Ours > 0 && !_seconds[Math.Max(k - 1, 0)..Math.Min(k + 2, _seconds.Count)].Any(s => s.Bare > 0));

    public void Add(LiveSecond second) => _seconds.Add(second);

    public void End(TimeSpan length, TimeSpan cpu, (int Collections, TimeSpan Paused) garbage) => (_length, _cpu, _garbage) = (length, cpu, garbage);

    public void Write(Sink sink)
    {
        var table = new Table(new Column(""), new Column(""));
        table.Add("played", $"{Seconds(_length)} at {Milliseconds(TimeSpan.FromSeconds(Order.Latency.Value))}, ten stages, {Text.Count(Order.Load, "thread")} of load");
        table.Add("garbage collector", $"{Text.Count(_garbage.Collections, "collection")}, everything managed stood still for {Seconds(_garbage.Paused)} of it");
        table.Add("feeder", $"{Share()} of a core, a block {Milliseconds(Worst(s => s.WorstBlock))} at most, {(IsRealTime ? "real-time priority" : "no real-time priority: the system does not grant it")}");
        table.Add("bare loop", $"woken {Milliseconds(Worst(s => s.BareWorstLate))} late at most; too late {Times(_seconds.Sum(s => s.Bare))}");
        table.Add("the device itself", $"woken too late {Times(_seconds.Count == 0 ? 0 : _seconds[^1].Underruns)}");
        table.Add("our ring", $"lacked frames {Times(_seconds.Sum(s => s.Ours))}");
        table.Add("of that, ours", SecondsOfOurs == 0 ? "none" : $"in {Text.Count(SecondsOfOurs, "second")} in which the bare loop was in time");
        table.Write(sink);
    }

    public void WriteJson(Sink sink) => Json.WriteTo(sink, json =>
    {
        json.Number("seconds", _length.TotalSeconds);
        json.Number("latency_ms", Order.Latency.Value * 1000);
        json.WriteString("output", Order.Output);
        json.WriteNumber("load_threads", Order.Load);
        json.WriteBoolean("real_time", IsRealTime);
        json.WriteNumber("collections", _garbage.Collections);
        json.Number("collections_paused_s", _garbage.Paused.TotalSeconds);
        json.Number("feeder_core_percent", Percent(), 4);
        json.Number("worst_block_ms", Worst(s => s.WorstBlock).TotalMilliseconds);
        json.Number("bare_worst_late_ms", Worst(s => s.BareWorstLate).TotalMilliseconds);
        json.WriteNumber("bare_starvations", _seconds.Sum(s => s.Bare));
        json.WriteNumber("device_underruns", _seconds.Count == 0 ? 0 : _seconds[^1].Underruns);
        json.WriteNumber("starvations", _seconds.Sum(s => s.Ours));
        json.WriteNumber("seconds_of_ours", SecondsOfOurs);
    });

    private double Percent() => _length > TimeSpan.Zero ? 100 * _cpu / _length : 0;

    private string Share() => string.Create(CultureInfo.InvariantCulture, $"{Percent():0.00} %");

    private TimeSpan Worst(Func<LiveSecond, TimeSpan> of) => _seconds.Count == 0 ? TimeSpan.Zero : _seconds.Max(of);

    private static string Times(long n) => n == 0 ? "never" : Text.Count(n, "time");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.##} ms");
}
