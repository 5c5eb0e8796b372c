using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Json;
using static NTWorkstation.Audio.Chain.ProcessorCatalogue;

namespace NTWorkstation.Contracts.Chains;

/// <summary>The parameters of each processor as members of a JSON object; presets and chains share them.</summary>
internal static partial class ProcessorJson
{
    private static readonly Detector[] Detectors = [Detector.Rms, Detector.Peak];
    private static readonly DitherKind[] Dithers = [DitherKind.Tpdf, DitherKind.Shaped, DitherKind.None];

    public static string NameOf(ProcessorSpec spec) => spec switch
    {
        PitchSpec => Pitch.Name,
        EqSpec => Eq.Name,
        BiquadSpec => Biquad.Name,
        NamedFirSpec => Fir.Name,
        MatchFirSpec => MatchFir.Name,
        CompressorSpec => Compressor.Name,
        MultibandSpec => Multiband.Name,
        RiderSpec => Rider.Name,
        ExciterSpec => Exciter.Name,
        WidthSpec => Width.Name,
        NamedReverbSpec => Reverb.Name,
        GainSpec => Gain.Name,
        ResampleSpec => Resample.Name,
        LimiterSpec => Limiter.Name,
        DitherSpec => Dither.Name,
        CrossoverSpec => Crossover.Name,
        MatrixSpec => Matrix.Name,
        PolaritySpec => Polarity.Name,
        DelaySpec => Delay.Name,
        MidSideSpec => MidSide.Name,
        CrossfeedSpec => Crossfeed.Name,
        DcBlockSpec => DcBlock.Name,
        GateSpec => Gate.Name,
        DeEsserSpec => DeEsser.Name,
        EqualLoudnessSpec => EqualLoudness.Name,
        _ => throw new ContractException("$", spec.GetType().Name, "a processor that does not depend on the sample rate"),
    };

    /// <param name="inPreset">Where a processor works on all channels, and convolutions are laid out for renders.</param>
    public static ProcessorSpec Read(string name, StrictObject o, bool inPreset = false)
    {
        var spec = (ProcessorSpec)(name switch
        {
            "pitch" => new PitchSpec(o.Number(Pitch["semitones"])),
            "eq" => new EqSpec(ReadBands(o, Bands(o, Eq))) { Design = (EqDesign)o.Choice(Eq["design"]) },
            "biquad" => FilterJson.ReadBiquad(o, Bands(o, Biquad)),
            "fir" => FilterJson.ReadFir(o),
            "match_fir" => new MatchFirSpec(ReadCurve(o)),
            "compressor" => ReadCompressor(o),
            "multiband" => ReadMultiband(o),
            "rider" => new RiderSpec
            {
                Target = new(o.Number(Rider["target_lufs"])),
                Amount = o.Number(Rider["amount"]),
                Max = new(o.Number(Rider["max_db"])),
                RateDbPerSecond = o.Number(Rider["rate_db_per_s"]),
                Gate = new(o.Number(Rider["gate_lufs"])),
                Window = new(o.Number(Rider["window_s"])),
            },
            "exciter" => new ExciterSpec(new(o.Number(Exciter["drive_db"])), o.Number(Exciter["mix"]), new(o.Number(Exciter["from_hz"]))),
            "width" => ReadWidth(o),
            "reverb" => new NamedReverbSpec(ReadReverb(o)),
            "gain" => new GainSpec(new(o.Number(Gain["gain_db"]))),
            "resample" => new ResampleSpec(new(o.Number(Resample["rate_hz"]))),
            "limiter" => new LimiterSpec
            {
                Ceiling = new(o.Number(Limiter["tp_db"])),
                LookAhead = new(o.Number(Limiter["lookahead_ms"], -3)),
                Release = new(o.Number(Limiter["release_ms"], -3)),
            },
            "dither" => new DitherSpec((int)o.Number(Dither["bits"]), Dithers[o.Choice(Dither["kind"])], (ulong)o.Number(Dither["seed"])),
            "crossover" => new CrossoverSpec([.. o.Numbers(Crossover["f_hz"])!.Select(f => new Hertz(f))], Orders[o.Choice(Crossover["slope"])]),
            "matrix" => ReadMatrix(o),
            "polarity" => new PolaritySpec(o.Choice(Polarity["polarity"]) == 0),
            "delay" => ReadDelay(o),
            "mid_side" => new MidSideSpec(o.Choice(MidSide["direction"]) == 1),
            "crossfeed" => new CrossfeedSpec(new(o.Number(Crossfeed["cut_hz"])), new(o.Number(Crossfeed["feed_db"]))),
            "dc_block" => new DcBlockSpec(new(o.Number(DcBlock["f_hz"]))),
            "gate" => ReadGate(o),
            "de_esser" => ReadDeEsser(o),
            "equal_loudness" => new EqualLoudnessSpec(o.Number(EqualLoudness["reference_phon"]), new(o.Number(EqualLoudness["volume_db"])), o.Number(EqualLoudness["amount"])),
            _ => throw new ContractException(o.PathOf("processor"), $"\"{name}\"", string.Join(", ", All.Select(p => p.Name))),
        });
        if (!inPreset && spec is not (ResampleSpec or DitherSpec)) spec = spec with { Channels = ReadChannels(o) };
        if (!inPreset && spec is ConvolutionSpec convolution) spec = convolution with { Block = (int?)o.OptionalNumber(LiveBlock) };
        o.Finish();
        return spec;
    }

    public static void Write(Utf8JsonWriter w, ProcessorSpec spec)
    {
        switch (spec)
        {
            case PitchSpec s:
                w.Number(Pitch["semitones"], s.Semitones);
                break;
            case EqSpec s:
                if (s.Design != EqDesign.Matched) w.Choice(Eq["design"], (int)s.Design);
                WriteBands(w, "bands", s.Bands);
                break;
            case BiquadSpec s:
                FilterJson.Write(w, s);
                break;
            case NamedFirSpec s:
                FilterJson.Write(w, s);
                break;
            case MatchFirSpec s:
                WriteCurve(w, s.Curve);
                break;
            case CompressorSpec s:
                WriteCompressor(w, s);
                break;
            case MultibandSpec s:
                WriteMultiband(w, s);
                break;
            case RiderSpec s:
                w.Number(Rider["target_lufs"], s.Target.Value);
                w.Number(Rider["amount"], s.Amount);
                w.Number(Rider["max_db"], s.Max.Value);
                w.Number(Rider["rate_db_per_s"], s.RateDbPerSecond);
                w.Number(Rider["gate_lufs"], s.Gate.Value);
                w.Number(Rider["window_s"], s.Window.Value);
                break;
            case ExciterSpec s:
                w.Number(Exciter["drive_db"], s.Drive.Value);
                w.Number(Exciter["mix"], s.Mix);
                w.Number(Exciter["from_hz"], s.From.Value);
                break;
            case WidthSpec s:
                w.Numbers(Width["widths"], s.Widths);
                if (s.Crossovers.Count > 0) w.Numbers(Width["crossovers_hz"], s.Crossovers.Select(f => f.Value));
                break;
            case NamedReverbSpec s:
                w.WriteString("ir_key", s.Reverb.ImpulseResponse);
                w.Number(Reverb["mix"], s.Reverb.Mix);
                w.Number(Reverb["pre_delay_ms"], s.Reverb.PreDelay.Value, 3);
                break;
            case GainSpec s:
                w.Number(Gain["gain_db"], s.Gain.Value);
                break;
            case ResampleSpec s:
                w.Number(Resample["rate_hz"], s.Rate.Hz);
                break;
            case LimiterSpec s:
                w.Number(Limiter["tp_db"], s.Ceiling.Value);
                w.Number(Limiter["lookahead_ms"], s.LookAhead.Value, 3);
                w.Number(Limiter["release_ms"], s.Release.Value, 3);
                break;
            case DitherSpec s:
                w.WriteNumber("bits", s.Bits);
                w.Choice(Dither["kind"], Array.IndexOf(Dithers, s.Kind));
                w.WriteNumber("seed", s.Seed);
                break;
            default:
                WriteChannelWork(w, spec);
                WriteUtility(w, spec);
                break;
        }
        if (spec is ConvolutionSpec { Block: { } block }) w.WriteNumber(LiveBlock.Name, block);
        if (spec.Channels is { } channels) w.Numbers(ChannelChoice, channels.Select(c => (double)c));
    }

    private static IReadOnlyList<PlacedElement> Bands(StrictObject o, ProcessorDefinition definition)
    {
        var list = o.List("bands", definition.LeastBands, definition.MostBands);
        if (list is null) o.Fault(new(o.PathOf("bands"), "absent", "a list of bands"));
        return list ?? [];
    }

    public static IReadOnlyList<EqBand> ReadBands(StrictObject parent, IReadOnlyList<PlacedElement> list)
    {
        var bands = new EqBand[list.Count];
        for (var i = 0; i < bands.Length; i++)
        {
            var o = parent.Element(list[i]);
            var type = (EqType)o.Choice(Eq["type"]);
            if (o.Has("bw_oct") && o.Has("q")) o.Fault(new(o.PathOf("bw_oct"), "given beside q", "q or bw_oct"));
            var q = o.Has("bw_oct") ? QualityOf(o.Number(Eq["bw_oct"])) : o.Number(Eq["q"]);
            if (type is EqType.LowShelf or EqType.HighShelf && q > 2)
                o.Fault(new(o.PathOf("q"), q.ToString(System.Globalization.CultureInfo.InvariantCulture), "0.05 to 2 for a shelf"));
            bands[i] = new EqBand(type, new(o.Number(Eq["f_hz"])), q, new(o.Number(Eq["gain_db"])));
            o.Finish();
        }
        return bands;
    }

    // Bandwidth between the half-gain points of a peaking filter, in octaves, of the analogue prototype.
    private static double QualityOf(double octaves) => 1 / (2 * Math.Sinh(Math.Log(2) / 2 * octaves));

    public static void WriteBands(Utf8JsonWriter w, string key, IReadOnlyList<EqBand> bands)
    {
        w.WriteStartArray(key);
        foreach (var band in bands)
        {
            w.WriteStartObject();
            w.Choice(Eq["type"], (int)band.Type);
            w.Number(Eq["f_hz"], band.Frequency.Value);
            w.Number(Eq["q"], band.Q);
            w.Number(Eq["gain_db"], band.Gain.Value);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    public static MatchCurve ReadCurve(StrictObject o)
    {
        var f = o.Numbers(MatchFir["f_hz"])!;
        var mid = o.Numbers(MatchFir["mid_db"])!;
        var side = o.Numbers(MatchFir["side_db"]);
        Same(o, "mid_db", mid.Length, f.Length);
        if (side is not null) Same(o, "side_db", side.Length, f.Length);
        return new MatchCurve(
            [.. f.Select(x => new Hertz(x))], [.. mid.Select(x => new Decibels(x))], side is null ? null : [.. side.Select(x => new Decibels(x))],
            o.Choice(MatchFir["phase"]) == 0);
    }

    public static void WriteCurve(Utf8JsonWriter w, MatchCurve curve)
    {
        w.Choice(MatchFir["phase"], curve.LinearPhase ? 0 : 1);
        w.Numbers(MatchFir["f_hz"], curve.Frequencies.Select(x => x.Value));
        w.Numbers(MatchFir["mid_db"], curve.MidDb.Select(x => x.Value));
        if (curve.SideDb is { } side) w.Numbers(MatchFir["side_db"], side.Select(x => x.Value));
    }

    public static CompressorSpec ReadCompressor(StrictObject o) => new()
    {
        Threshold = new(o.Number(Compressor["threshold_db"])),
        Ratio = o.Number(Compressor["ratio"]),
        Knee = new(o.Number(Compressor["knee_db"])),
        Attack = new(o.Number(Compressor["attack_ms"], -3)),
        Release = new(o.Number(Compressor["release_ms"], -3)),
        LookAhead = new(o.Number(Compressor["lookahead_ms"], -3)),
        Makeup = new(o.Number(Compressor["makeup_db"])),
        RmsTime = new(o.Number(Compressor["rms_ms"], -3)),
        Mix = o.Number(Compressor["mix"]),
        Detector = Detectors[o.Choice(Compressor["detector"])],
    };

    public static void WriteCompressor(Utf8JsonWriter w, CompressorSpec s)
    {
        w.Number(Compressor["threshold_db"], s.Threshold.Value);
        w.Number(Compressor["ratio"], s.Ratio);
        w.Number(Compressor["knee_db"], s.Knee.Value);
        w.Number(Compressor["attack_ms"], s.Attack.Value, 3);
        w.Number(Compressor["release_ms"], s.Release.Value, 3);
        w.Number(Compressor["lookahead_ms"], s.LookAhead.Value, 3);
        w.Number(Compressor["makeup_db"], s.Makeup.Value);
        w.Number(Compressor["rms_ms"], s.RmsTime.Value, 3);
        w.Number(Compressor["mix"], s.Mix);
        w.Choice(Compressor["detector"], Array.IndexOf(Detectors, s.Detector));
    }

    public static MultibandSpec ReadMultiband(StrictObject o)
    {
        var crossovers = o.Numbers(Multiband["crossovers_hz"])!;
        var list = Bands(o, Multiband);
        Same(o, "crossovers_hz", crossovers.Length, list.Count - 1);
        var bands = new CompressorSpec[list.Count];
        for (var i = 0; i < bands.Length; i++)
        {
            var band = o.Element(list[i]);
            bands[i] = ReadCompressor(band);
            band.Finish();
            if (bands[i].LookAhead != bands[0].LookAhead)
                band.Fault(new(band.PathOf("lookahead_ms"), "another than the first band's", "the same in all bands"));
        }
        return new MultibandSpec(bands, [.. crossovers.Select(x => new Hertz(x))]);
    }

    public static void WriteMultiband(Utf8JsonWriter w, MultibandSpec s)
    {
        w.Numbers(Multiband["crossovers_hz"], s.Crossovers.Select(x => x.Value));
        w.WriteStartArray("bands");
        foreach (var band in s.Bands)
        {
            w.WriteStartObject();
            WriteCompressor(w, band);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    public static ReverbParams ReadReverb(StrictObject o) =>
        new(o.Text(Reverb["ir_key"]), o.Number(Reverb["mix"]), new(o.Number(Reverb["pre_delay_ms"], -3)));

    private static WidthSpec ReadWidth(StrictObject o)
    {
        var widths = o.Numbers(Width["widths"])!;
        var crossovers = o.Numbers(Width["crossovers_hz"]) ?? [];
        if (widths.Length is not (1 or 4)) o.Fault(new(o.PathOf("widths"), $"a list of {widths.Length}", "a list of 1 or 4"));
        Same(o, "crossovers_hz", crossovers.Length, widths.Length - 1);
        return new WidthSpec(widths, [.. crossovers.Select(x => new Hertz(x))]);
    }

    private static void Same(StrictObject o, string key, int count, int wanted)
    {
        if (count != wanted)
            o.Fault(new(o.PathOf(key), FormattableString.Invariant($"a list of {count}"), FormattableString.Invariant($"a list of {wanted}")));
    }
}
