using static NTWorkstation.Audio.Chain.Definitions;

namespace NTWorkstation.Audio.Chain;

/// <summary>The part of the catalogue that leads, mixes and places channels.</summary>
internal static class ChannelProcessors
{
    public static readonly ProcessorDefinition Crossover = new()
    {
        Name = "crossover",
        Description = "Splits every channel into bands (Linkwitz-Riley), which become channels: first the low band of all, then the next of all. The sum of the bands is flat.",
        IsLinear = true,
        Parameters =
        [
            Many("f_hz", "Hz", 10, 384000, 1, 7, "Borders between the bands; at most 0.45 of the sample rate.") with { IsRising = true },
            OneOf("slope", "Steepness: order 2, 4 or 8. With 12 dB/oct the upper part of each border has its polarity inverted.", 1, "12 dB/oct", "24 dB/oct", "48 dB/oct"),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Matrix = new()
    {
        Name = "matrix",
        Description = "Leads any channel to any channel: route by route from, to and gain. An output without a route is silent; routes to one output add up.",
        IsLinear = true,
        Parameters =
        [
            Of("outputs", "", 1, 64, null, "Number of channels it makes.") with { Type = ParameterType.Integer },
            Many("from", "", 0, 63, 1, 4096, "Channel that each route comes from, from 0.") with { IsWhole = true },
            Many("to", "", 0, 63, 1, 4096, "Output that each route goes to, from 0.") with { IsWhole = true },
            Many("gains_db", "dB", -144, 24, 1, 4096, "Gain of each route. Default: 0 dB.") with { IsOptional = true },
            Many("gains", "", -16, 16, 1, 4096, "Factor of each route in place of gains_db; below 0 it inverts.") with { IsOptional = true },
            Many("inverted", "", 0, 4095, 1, 4096, "Routes whose polarity is inverted, by their place in the lists from 0.") with { IsOptional = true, IsWhole = true, IsDistinct = true },
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Polarity = new()
    {
        Name = "polarity",
        Description = "Inverts the sign of every sample.",
        IsLinear = true,
        Parameters = [OneOf("polarity", "Inverted, or as it is.", 0, "inverted", "normal"), Channels],
    };

    public static readonly ProcessorDefinition Delay = new()
    {
        Name = "delay",
        Description = "Delays by a time or by frames, also by fractions of a frame. The delay is meant: it is not taken out again.",
        IsLinear = true,
        Parameters =
        [
            Of("delay_ms", "ms", 0, 5000, null, "Time. Give this or frames.") with { IsOptional = true },
            Of("frames", "frames", 0, 4194304, null, "Frames at the chain's rate, in place of delay_ms.") with { IsOptional = true },
            OneOf("fraction", "What becomes of a part of a frame: a windowed sinc (flat to 0.46 of the rate), or rounding to whole frames, which pass bit for bit.", 0, "sinc", "round"),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition MidSide = new()
    {
        Name = "mid_side",
        Description = "Turns left and right of the front pair into mid and side, or back. Mono and further channels pass.",
        IsLinear = true,
        Parameters = [OneOf("direction", "Encode: m = (l + r) / 2, s = (l - r) / 2. Decode: l = m + s, r = m - s.", null, "encode", "decode"), Channels],
    };

    public static readonly ProcessorDefinition Crossfeed = new()
    {
        Name = "crossfeed",
        Description = "For headphones: each ear hears some of the other side's low end, as from loudspeakers (Bauer, Linkwitz). Mono and further channels pass.",
        IsLinear = true,
        Parameters =
        [
            Of("cut_hz", "Hz", 300, 2000, 700, "Corner of what crosses."),
            Of("feed_db", "dB", 1, 15, 4.5, "How far what crosses lies below, at low frequencies."),
            Channels,
        ],
    };
}
