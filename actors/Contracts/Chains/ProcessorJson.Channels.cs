using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Json;
using static NTWorkstation.Audio.Chain.ProcessorCatalogue;

namespace NTWorkstation.Contracts.Chains;

// Processors that lead, mix and place channels.
internal static partial class ProcessorJson
{
    private static readonly int[] Orders = [2, 4, 8];

    // With faults gathered a list may be there that is none.
    private static ChannelList? ReadChannels(StrictObject o) =>
        o.Numbers(ChannelChoice) is { Length: > 0 } channels && channels.Distinct().Count() == channels.Length && channels.All(c => c == Math.Floor(c))
            ? new ChannelList(channels.Select(c => (int)c))
            : null;

    private static MatrixSpec ReadMatrix(StrictObject o)
    {
        var outputs = (int)o.Number(Matrix["outputs"]);
        var from = o.Numbers(Matrix["from"])!;
        var to = o.Numbers(Matrix["to"])!;
        var decibels = o.Numbers(Matrix["gains_db"]);
        var factors = o.Numbers(Matrix["gains"]);
        var inverted = o.Numbers(Matrix["inverted"]) ?? [];
        if (decibels is not null && factors is not null) o.Fault(new(o.PathOf("gains"), "given beside gains_db", "gains or gains_db"));
        var gains = factors ?? decibels ?? new double[from.Length];
        Same(o, "to", to.Length, from.Length);
        Same(o, factors is null ? "gains_db" : "gains", gains.Length, from.Length);
        if (to.Any(t => t >= outputs))
            o.Fault(new(o.PathOf("to"), FormattableString.Invariant($"{to.Max()}"), FormattableString.Invariant($"outputs from 0 to {outputs - 1}")));
        if (inverted.Any(i => i >= from.Length))
            o.Fault(new(o.PathOf("inverted"), FormattableString.Invariant($"{inverted.Max()}"), FormattableString.Invariant($"routes from 0 to {from.Length - 1}")));
        return new MatrixSpec(
            outputs, [.. from.Zip(to, gains).Select((route, i) => new MatrixRoute((int)route.First, (int)route.Second, route.Third, inverted.Contains(i)))],
            factors is null ? GainUnit.Decibels : GainUnit.Linear);
    }

    private static DelaySpec ReadDelay(StrictObject o)
    {
        var (time, frames) = (o.OptionalNumber(Delay["delay_ms"], -3), o.OptionalNumber(Delay["frames"]));
        if (time is null == frames is null)
            o.Fault(new(o.PathOf("delay_ms"), time is null ? "absent" : "given beside frames", "delay_ms or frames"));
        return new DelaySpec { Time = time is { } t ? new Seconds(t) : null, Frames = frames, IsRounded = o.Choice(Delay["fraction"]) == 1 };
    }

    private static void WriteChannelWork(Utf8JsonWriter w, ProcessorSpec spec)
    {
        switch (spec)
        {
            case CrossoverSpec s:
                w.Numbers(Crossover["f_hz"], s.Frequencies.Select(f => f.Value));
                w.Choice(Crossover["slope"], Array.IndexOf(Orders, s.Order) is >= 0 and var slope ? slope : throw new ContractException("slope", s.Order.ToString(System.Globalization.CultureInfo.InvariantCulture), "order 2, 4 or 8"));
                break;
            case MatrixSpec s:
                w.WriteNumber("outputs", s.Outputs);
                w.Numbers(Matrix["from"], s.Routes.Select(r => (double)r.From));
                w.Numbers(Matrix["to"], s.Routes.Select(r => (double)r.To));
                w.Numbers(Matrix[s.Unit == GainUnit.Linear ? "gains" : "gains_db"], s.Routes.Select(r => r.Gain));
                if (s.Routes.Any(r => r.IsInverted)) w.Numbers(Matrix["inverted"], s.Routes.Index().Where(r => r.Item.IsInverted).Select(r => (double)r.Index));
                break;
            case PolaritySpec s:
                w.Choice(Polarity["polarity"], s.IsInverted ? 0 : 1);
                break;
            case DelaySpec s:
                if (s.Time is { } time) w.Number(Delay["delay_ms"], time.Value, 3);
                if (s.Frames is { } frames) w.Number(Delay["frames"], frames);
                w.Choice(Delay["fraction"], s.IsRounded ? 1 : 0);
                break;
            case MidSideSpec s:
                w.Choice(MidSide["direction"], s.Decode ? 1 : 0);
                break;
            case CrossfeedSpec s:
                w.Number(Crossfeed["cut_hz"], s.Cut.Value);
                w.Number(Crossfeed["feed_db"], s.Feed.Value);
                break;
        }
    }
}
