using System.Globalization;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport;

/// <summary>A transport for people.</summary>
internal static class TransportText
{
    public static void Status(TransportStatus status, Sink sink)
    {
        var table = new Table(new Column(""), new Column(""));
        table.Add("state", status.State.ToString().ToLowerInvariant());
        if (status.Queue.FirstOrDefault(e => e.Id == status.Entry) is { } entry)
        {
            table.Add("entry", Text.Printable(entry.Artist is { Length: > 0 } artist ? $"{artist} – {entry.Title}" : entry.Title));
            table.Add("position", Text.Time(status.Position) + (entry.Duration is { } duration ? $" of {Text.Time(duration)}" : ""));
        }
        table.Add("queue", Text.Count(status.Queue.Count, "entry", "entries"));
        var modes = new List<string>();
        if (status.Loop != LoopMode.Off) modes.Add($"loops the {status.Loop.ToString().ToLowerInvariant()}");
        if (status.IsShuffled) modes.Add("shuffled");
        if (status.StopsAfterCurrent) modes.Add("stops after this entry");
        if (modes.Count > 0) table.Add("order", string.Join(", ", modes));
        table.Add("volume", $"{Text.Number(status.Volume.Value)} dB");
        if (status.Output is { } o)
            table.Add("output", string.Create(CultureInfo.InvariantCulture, $"{Text.Printable(o.Device)}, {Rate(o)}, {Text.Count(o.Channels, "channel")}, {o.Format}, {o.Latency.Value * 1000:0.#} ms"));
        if (status.Chain.Count > 0)
            table.Add("chain", string.Join(" → ", status.Chain.Select(c => Chain.ChainText.State(c) is { Length: > 0 } state ? $"{c.Name} ({state})" : c.Name)));
        table.Add("bit-perfect", status.IsBitPerfect ? "yes" : "no: " + string.Join("; ", status.BitPerfectReasons));
        if (status.MissingFrames > 0) table.Add("missing", Text.Count(status.MissingFrames, "frame"));
        table.Write(sink);
    }

    /// <summary>"44100 Hz", "DSD64 (2.822 MHz)".</summary>
    public static string Rate(OutputFacts output)
    {
        if (!output.Format.StartsWith('D')) return string.Create(CultureInfo.InvariantCulture, $"{output.Rate.Hz:0.###} Hz");
        var multiple = output.Rate.Hz / (output.Rate.Hz % 44100 == 0 ? 44100 : 48000);
        return string.Create(CultureInfo.InvariantCulture, $"DSD{multiple:0} ({output.Rate.Hz / 1e6:0.###} MHz)");
    }

    public static void Queue(TransportStatus status, Sink sink)
    {
        var table = new Table(new Column(""), new Column("id", true), new Column("title"), new Column("length", true));
        foreach (var e in status.Queue)
            table.Add(e.Id == status.Entry ? "▶" : "", e.Id.ToString(), Text.Printable(e.Title), e.Duration is { } duration ? Text.Time(duration) : "");
        table.Write(sink);
    }
}
