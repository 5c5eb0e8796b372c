using static NTWorkstation.Audio.Chain.Definitions;
using static NTWorkstation.Audio.Chain.ParameterType;

namespace NTWorkstation.Audio.Chain;

/// <summary>
/// Every processor with its parameters, units, ranges and defaults: the one definition that validation, schemas and explanations are
/// made from. Ranges are those of the native headers ntdsp/graph.h and ntdsp/processors.h.
/// </summary>
public static class ProcessorCatalogue
{
    private static readonly ParameterDefinition FilterFrequency = Of("f_hz", "Hz", 5, 384000, null, "Centre or corner frequency; at most 0.49 of the sample rate.");

    public static readonly ProcessorDefinition Pitch = new()
    {
        Name = "pitch",
        Description = "Shifts the pitch and keeps the tempo (Rubber Band R3). Runs in sequence: it cannot be cut.",
        Parameters = [Of("semitones", "semitones", -3, 3, null, "Shift; 12 are an octave.") with { Start = 0 }, Channels],
    };

    public static readonly ProcessorDefinition Eq = new()
    {
        Name = "eq",
        Description = "A cascade of second-order filters, parametric.",
        IsLinear = true,
        Parameters =
        [
            OneOf("design", "Matched has the magnitude of the analogue filter up to the edge of hearing; bilinear is squeezed towards half the sample rate, as in most other equalisers.", 0, "matched", "bilinear"),
            Channels,
        ],
        LeastBands = 1,
        MostBands = 32,
        BandParameters =
        [
            OneOf("type", "Shape of the band.", null, "peaking", "low_shelf", "high_shelf", "low_pass", "high_pass", "band_pass", "notch", "all_pass"),
            FilterFrequency,
            Of("q", "", 0.05, 40, Math.Sqrt(0.5), "Quality: higher is narrower; shelves to 2."),
            Of("bw_oct", "octaves", 0.05, 8, null, "Bandwidth in place of q.") with { IsOptional = true },
            Of("gain_db", "dB", -24, 24, 0, "Gain of peaking and shelving bands."),
        ],
    };

    public static readonly ProcessorDefinition Biquad = new()
    {
        Name = "biquad",
        Description = "Second-order sections by their coefficients: (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²).",
        IsLinear = true,
        Parameters =
        [
            Of("rate_hz", "Hz", 1000, 1600000, null, "Sample rate that the coefficients are of; at another rate they are refused. Absent: they run at any.") with { IsOptional = true },
            Channels,
        ],
        LeastBands = 1,
        MostBands = 64,
        BandParameters =
        [
            Of("b0", "", -1e6, 1e6, 1, "Coefficient of the input."),
            Of("b1", "", -1e6, 1e6, 0, "Coefficient of the input a frame ago."),
            Of("b2", "", -1e6, 1e6, 0, "Coefficient of the input two frames ago."),
            Of("a1", "", -2, 2, 0, "Feedback of the output a frame ago, where a0 is 1."),
            Of("a2", "", -1, 1, 0, "Feedback of the output two frames ago; both poles lie within the unit circle."),
        ],
    };

    public static readonly ProcessorDefinition Fir = new()
    {
        Name = "fir",
        Description = "Convolution with a finite impulse response from a file or a list, taken as it is.",
        IsLinear = true,
        Parameters =
        [
            new()
            {
                Name = "file", Type = Text, Unit = "", Low = 1, High = 1024, IsFile = true, IsOptional = true,
                Description = "An audio file, or text with a number a line (.txt, .csv, .dat), named from the folder of this document. In place of taps.",
            },
            Many("taps", "", -1e6, 1e6, 1, 512, "The taps themselves, in place of file.") with { IsOptional = true },
            Of("channel", "", 0, 63, null, "Channel of the file that all channels are filtered with. Absent: one response serves all, several serve one channel each.") with { Type = Integer, IsOptional = true },
            Of("rate_hz", "Hz", 1000, 1600000, null, "Sample rate that taps in text are of; at another rate they are resampled. Absent: they run at any as they are.") with { IsOptional = true },
            Of("gain_db", "dB", -144, 48, 0, "Gain."),
            OneOf("align", "Start leaves the filter's own delay, peak compensates it by the place of the greatest tap.", 0, "start", "peak"),
            Block,
            Channels,
        ],
    };

    public static readonly ProcessorDefinition MatchFir = new()
    {
        Name = "match_fir",
        Description = "A finite impulse response that follows a curve, for mid and side; designed at the rate of the render.",
        IsLinear = true,
        Parameters =
        [
            Many("f_hz", "Hz", 1, 400000, 1, 512, "Frequencies of the points; between them the gain runs straight over log frequency.") with { IsRising = true },
            Many("mid_db", "dB", -12, 12, 1, 512, "Gain of the mid (of every channel without side_db) at each point."),
            Many("side_db", "dB", -12, 12, 1, 512, "Gain of the side of the front pair at each point.") with { IsOptional = true },
            OneOf("phase", "Linear keeps the wave's shape, minimum has no delay.", 0, "linear", "minimum"),
            Block,
            Channels,
        ],
    };

    private static readonly ParameterDefinition[] CompressorParameters =
    [
        Of("threshold_db", "dB", -80, 0, null, "Level above which it works.") with { Start = -18 },
        Of("ratio", "", 0.5, 100, null, "Change of input level over change of output level above the threshold; below 1 it expands.") with { Start = 2 },
        Of("knee_db", "dB", 0, 24, 6, "Full width of the soft bend around the threshold."),
        Of("attack_ms", "ms", 0.05, 500, 10, "Time to 63 % of a step towards more reduction."),
        Of("release_ms", "ms", 5, 5000, 150, "Time to 63 % of a step back."),
        Of("lookahead_ms", "ms", 0, 20, 0, "How far it sees ahead."),
        Of("makeup_db", "dB", -24, 24, 0, "Gain after it."),
        Of("rms_ms", "ms", 1, 500, 10, "Time constant of the RMS detector."),
        Of("mix", "", 0, 1, 1, "Share of the compressed signal; the rest is dry."),
        OneOf("detector", "What it listens to.", 0, "rms", "peak"),
    ];

    public static readonly ProcessorDefinition Compressor = new()
    {
        Name = "compressor",
        Description = "Feed-forward compressor, linked over all channels.",
        Parameters = [.. CompressorParameters, Channels],
    };

    public static readonly ProcessorDefinition Multiband = new()
    {
        Name = "multiband",
        Description = "A compressor for each of 2 to 5 bands (Linkwitz-Riley crossovers of fourth order).",
        Parameters = [Many("crossovers_hz", "Hz", 20, 20000, 1, 4, "Borders between the bands, one fewer than bands.") with { IsRising = true }, Channels],
        BandParameters = CompressorParameters,
        LeastBands = 2,
        MostBands = 5,
    };

    public static readonly ProcessorDefinition Rider = new()
    {
        Name = "rider",
        Description = "A slow gain towards a loudness, as a hand on the fader.",
        Parameters =
        [
            Of("target_lufs", "LUFS", -60, 0, null, "Short-term loudness it rides towards."),
            Of("amount", "", 0, 1, null, "Share of the distance that is ridden."),
            Of("max_db", "dB", 0, 12, 3, "Most gain either way."),
            Of("rate_db_per_s", "dB/s", 0.05, 20, 1, "Fastest change."),
            Of("gate_lufs", "LUFS", -80, -20, -50, "Below it the gain is held."),
            Of("window_s", "s", 0.4, 10, 3, "Length of the loudness window."),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Exciter = new()
    {
        Name = "exciter",
        Description = "Adds harmonics of the part above a frequency.",
        Parameters =
        [
            Of("drive_db", "dB", 0, 36, null, "Level into the waveshaper: more gives more harmonics."),
            Of("mix", "", 0, 1, null, "Level of the harmonics that are added."),
            Of("from_hz", "Hz", 500, 16000, 3000, "The part above it is driven."),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Width = new()
    {
        Name = "width",
        Description = "Gain of the side of the front pair, whole or in four bands. Mono passes.",
        IsLinear = true,
        Parameters =
        [
            Many("widths", "", 0, 2, 1, 4, "Side gain, one for all or one for each of 4 bands; 1 leaves it, 0 makes it mono.") with { Start = 1 },
            Many("crossovers_hz", "Hz", 20, 20000, 3, 3, "Borders between 4 bands.") with { IsRising = true, IsOptional = true },
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Reverb = new()
    {
        Name = "reverb",
        Description = "Convolution with a room's impulse response.",
        IsLinear = true,
        Parameters =
        [
            new()
            {
                Name = "ir_key", Type = Text, Unit = "", Low = 1, High = 1024, IsFile = true,
                Description = "A file, named from the folder of this document, or \"synth:RT60:SEED\" for a room synthesised from a seed (RT60 in seconds).",
            },
            Of("mix", "", 0, 1, null, "Share of the room; the rest is dry."),
            Of("pre_delay_ms", "ms", 0, 500, 0, "Delay of the room."),
            Block,
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Gain = new()
    {
        Name = "gain",
        Description = "A constant gain.",
        IsLinear = true,
        Parameters = [Of("gain_db", "dB", -144, 48, null, "Gain.") with { Start = 0 }, Channels],
    };

    public static readonly ProcessorDefinition Resample = new()
    {
        Name = "resample",
        Description = "A change of sample rate; what follows runs at the new one.",
        Parameters = [Of("rate_hz", "Hz", 1000, 1600000, null, "New sample rate.")],
    };

    public static readonly ProcessorDefinition Limiter = new()
    {
        Name = "limiter",
        Description = "Look-ahead limiter on the true peak, linked over all channels.",
        Parameters =
        [
            Of("tp_db", "dBTP", -40, 0, null, "Ceiling.") with { Start = -1 },
            Of("lookahead_ms", "ms", 0.5, 20, 5, "How far it sees ahead."),
            Of("release_ms", "ms", 5, 2000, 80, "Time back."),
            Channels,
        ],
    };

    public static readonly ProcessorDefinition Dither = new()
    {
        Name = "dither",
        Description = "Quantises to a grid of bits, so that a file of that depth stores the samples exactly.",
        Parameters =
        [
            Of("bits", "bits", 8, 32, null, "Depth of the grid.") with { Type = Integer },
            OneOf("kind", "Noise that is added before rounding.", 0, "tpdf", "shaped", "none"),
            Of("seed", "", 0, 9007199254740991, 0, "Start of the noise: the same seed gives the same samples.") with { Type = Integer },
        ],
    };

    /// <summary>Not a processor: the loudness a preset's render is trimmed to.</summary>
    public static readonly ProcessorDefinition Loudness = new()
    {
        Name = "lufs",
        Description = "Integrated loudness the render is to have.",
        Parameters = [Of("target_db", "LUFS", -70, 0, null, "Target.")],
    };

    public static ProcessorDefinition Crossover => ChannelProcessors.Crossover;
    public static ProcessorDefinition Matrix => ChannelProcessors.Matrix;
    public static ProcessorDefinition Polarity => ChannelProcessors.Polarity;
    public static ProcessorDefinition Delay => ChannelProcessors.Delay;
    public static ProcessorDefinition MidSide => ChannelProcessors.MidSide;
    public static ProcessorDefinition Crossfeed => ChannelProcessors.Crossfeed;
    public static ProcessorDefinition DcBlock => UtilityProcessors.DcBlock;
    public static ProcessorDefinition Gate => UtilityProcessors.Gate;
    public static ProcessorDefinition DeEsser => UtilityProcessors.DeEsser;
    public static ProcessorDefinition EqualLoudness => UtilityProcessors.EqualLoudness;

    /// <summary>In a chain, of every processor but <see cref="Resample"/> and <see cref="Dither"/>: the channels it works on. A preset has no such parameter.</summary>
    public static ParameterDefinition ChannelChoice => Channels;

    /// <summary>In a chain, of every <see cref="ConvolutionSpec"/>: its layout for live streams.</summary>
    public static ParameterDefinition LiveBlock => Block;

    /// <summary>All processors: first those of a preset in the order in which it runs them, then those that only chains have.</summary>
    public static IReadOnlyList<ProcessorDefinition> All { get; } =
    [
        Pitch, Eq, Biquad, Fir, MatchFir, Compressor, Multiband, Rider, Exciter, Width, Reverb, Gain, Resample, Limiter, Dither,
        Gate, DeEsser, DcBlock, EqualLoudness, Crossfeed, MidSide, Polarity, Delay, Crossover, Matrix,
    ];

    /// <summary>In a preset an EQ has at most 8 bands.</summary>
    public static ProcessorDefinition PresetEq { get; } = Eq with { MostBands = 8 };

    /// <summary>In a preset the width is called stereo and stays within 0.5 to 1.5: "width", or "bands" of 4 with 3 crossovers.</summary>
    public static ProcessorDefinition PresetStereo { get; } = Width with
    {
        Name = "stereo",
        Parameters =
        [
            Of("width", "", 0.5, 1.5, null, "Side gain of the whole.") with { IsOptional = true },
            Many("bands", "", 0.5, 1.5, 4, 4, "Side gain of each of 4 bands, in place of width.") with { IsOptional = true },
            Width["crossovers_hz"],
        ],
    };
}
