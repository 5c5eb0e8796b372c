using static NTWorkstation.Audio.Chain.Definitions;

namespace NTWorkstation.Audio.Chain;

/// <summary>The part of the catalogue that cleans a signal or fits it to its listener.</summary>
internal static class UtilityProcessors
{
    public static readonly ProcessorDefinition DcBlock = new()
    {
        Name = "dc_block",
        Description = "Removes what stands below hearing: a high pass of the first order.",
        IsLinear = true,
        Parameters = [Of("f_hz", "Hz", 0.5, 100, 5, "Frequency of -3 dB."), Channels],
    };

    public static readonly ProcessorDefinition Gate = new()
    {
        Name = "gate",
        Description = "Turns down what stays below a level, linked over its channels. Open it passes the signal untouched.",
        Parameters =
        [
            Of("threshold_db", "dB", -120, 0, null, "Level at which it opens.") with { Start = -50 },
            Of("hysteresis_db", "dB", 0, 24, 6, "It closes this far below the threshold."),
            Of("range_db", "dB", 0, 144, 60, "What it takes away when closed."),
            Of("attack_ms", "ms", 0.05, 500, 1, "Time to 63 % of a step of the gain in dB when it opens."),
            Of("hold_ms", "ms", 0, 5000, 20, "How long the level must stay low before it closes."),
            Of("release_ms", "ms", 1, 5000, 100, "Time to 63 % of a step of the gain in dB when it closes."),
            Of("lookahead_ms", "ms", 0, 20, 0, "How far it sees ahead."),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition DeEsser = new()
    {
        Name = "de_esser",
        Description = "A compressor that listens to what is above a frequency, linked over its channels.",
        Parameters =
        [
            Of("f_hz", "Hz", 1000, 16000, 6000, "It listens to the part above; at most 0.45 of the sample rate."),
            Of("threshold_db", "dB", -80, 0, null, "Peak level of that part above which it works.") with { Start = -24 },
            Of("ratio", "", 1, 100, 4, "Change of input level over change of output level above the threshold."),
            Of("knee_db", "dB", 0, 24, 6, "Full width of the soft bend around the threshold."),
            Of("range_db", "dB", 0, 48, 12, "Most reduction."),
            Of("attack_ms", "ms", 0.05, 100, 1, "Time to 63 % of a step towards more reduction."),
            Of("release_ms", "ms", 5, 1000, 60, "Time to 63 % of a step back."),
            Of("lookahead_ms", "ms", 0, 20, 0, "How far it sees ahead."),
            OneOf("band", "What it turns down: the part above f_hz alone (Linkwitz-Riley), or all.", 0, "split", "wide"),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition EqualLoudness = new()
    {
        Name = "equal_loudness",
        Description = "Gives back what the ear loses at the ends of the spectrum when music is played more quietly than it was made for (ISO 226:2003).",
        IsLinear = true,
        Parameters =
        [
            Of("reference_phon", "phon", 40, 90, 83, "Loudness level that it was made for."),
            Of("volume_db", "dB", -70, 0, null, "What the volume control takes away from that; the curve is that of this level.") with { Start = 0 },
            Of("amount", "", 0, 1, 1, "Share of the curve. It raises the low end: leave room, or let a limiter follow."),
            Channels,
        ],
    };
}
