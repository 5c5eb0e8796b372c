using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using static NTWorkstation.Contracts.Analysis.TargetCurveDocument;

namespace NTWorkstation.Contracts.Analysis;

/// <summary>A sound profile as a file that serves as a reference later: a target curve. What is written reads back with the same statistics.</summary>
public static class TargetCurveJson
{
    public const int Version = 1;
    /// <summary>Larger files are refused unread.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <exception cref="ArgumentException">The profile is silent: it describes no sound.</exception>
    public static byte[] Write(SoundProfile profile)
    {
        if (profile.Defects.IsSilent) throw new ArgumentException("A silent profile cannot be saved as a target curve.", nameof(profile));
        return JsonSerializer.SerializeToUtf8Bytes(Document(profile), TargetCurveContext.Default.TargetCurveDocument);
    }

    /// <exception cref="ContractException">Not a target curve, of another version, or a value is out of its range; the message says where.</exception>
    public static SoundProfile Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MostBytes)
            throw new ContractException("$", $"{utf8.Length.ToString(CultureInfo.InvariantCulture)} bytes", $"at most {MostBytes.ToString(CultureInfo.InvariantCulture)} bytes");
        try
        {
            var document = JsonSerializer.Deserialize(utf8, TargetCurveContext.Default.TargetCurveDocument);
            return Profile(document ?? throw new ContractException("$", "null", "a target curve"));
        }
        catch (JsonException e)
        {
            throw new ContractException(e.Path ?? "$", "not what belongs there", "a target curve as it was saved");
        }
        catch (InvalidOperationException)
        {
            throw new ContractException("$", "a text that is not valid Unicode", "valid UTF-8");
        }
    }

    private static TargetCurveDocument Document(SoundProfile p)
    {
        var r = p.Loudness.Reading;
        return new TargetCurveDocument
        {
            Version = Version,
            Name = p.Source.Name,
            RateHz = p.Source.Rate.Hz,
            DurationS = p.Source.Duration.Value,
            Spectra = [.. p.Spectra.Select(s => new SpectrumPart(s.Size, [.. s.Mid], [.. s.Side], [.. s.Cross]))],
            SixthOctaves = [.. p.SixthOctaves.Select(b => new StatisticPart(b.Centre.Value, b.Mean.Value, b.DeviationDb))],
            Mel = new MelPart([.. p.Mel.Centres.Select(c => c.Value)], [.. p.Mel.Power], [.. p.Mel.Levels.Select(Part)], [.. p.Mel.SideLevels.Select(Part)]),
            Lufs = new LoudnessPart(
                r.Integrated.Value, Finite(r.MomentaryMax.Value), Finite(r.ShortTermMax.Value), r.Range, r.TruePeak.Value, r.SamplePeak.Value,
                Part(p.Loudness.ShortTerm), Part(p.Loudness.Momentary)),
            Dynamics = new DynamicsPart(
                p.Dynamics.Rms.Value, p.Dynamics.Crest.Value, p.Dynamics.PeakToLoudness.Value, Part(p.Dynamics.Rms10Ms),
                Part(p.Dynamics.Rms50Ms), Part(p.Dynamics.Rms400Ms), Part(p.Dynamics.Crest50Ms), Part(p.Dynamics.Crest400Ms)),
            Stereo = new StereoPart(
                p.Stereo.MidPower, p.Stereo.SidePower, p.Stereo.Width.Value, p.Stereo.Correlation, p.Stereo.IsMono, p.Stereo.IsAntiPhase,
                [.. p.Stereo.Bands.Select(Part)], [.. p.Stereo.ThirdOctaves.Select(Part)]),
            Rt60S = p.Reverb.Rt60?.Value,
            BandwidthHz = p.Bandwidth.Value,
            NoiseFloor = [.. p.NoiseFloor.Select(b => new NoisePart(b.Centre.Value, Finite(b.Level.Value)))],
        };
    }

    private static SoundProfile Profile(TargetCurveDocument d)
    {
        Require(d.Version == Version, "$.version", d.Version, Version.ToString(CultureInfo.InvariantCulture));
        Require(d.Name.Length <= 4096, "$.name", d.Name.Length, "at most 4096 characters");
        Within("$.rate_hz", d.RateHz, 0, 1.6e6);
        Within("$.duration_s", d.DurationS, 0, 1e9);
        Within("$.bandwidth_hz", d.BandwidthHz, 0, SoundProfile.AnalysisRate.Hz / 2);
        if (d.Rt60S is { } rt60) Within("$.rt60_s", rt60, 0, 100);
        Count("$.spectra", d.Spectra.Length, SoundStatistics.FftSizes.Length);
        for (var i = 0; i < d.Spectra.Length; i++) Check($"$.spectra[{Index(i)}]", d.Spectra[i], SoundStatistics.FftSizes[i]);
        Count("$.sixth_octaves", d.SixthOctaves.Length, 55);
        Count("$.noise_floor", d.NoiseFloor.Length, 30);
        Count("$.mel.f_hz", d.Mel.FHz.Length, MelProfile.BandCount);
        Count("$.mel.power", d.Mel.Power.Length, MelProfile.BandCount);
        Count("$.mel.levels", d.Mel.Levels.Length, MelProfile.BandCount);
        Count("$.mel.side_levels", d.Mel.SideLevels.Length, MelProfile.BandCount);
        Count("$.stereo.bands", d.Stereo.Bands.Length, 4);
        Count("$.stereo.third_octaves", d.Stereo.ThirdOctaves.Length, 30);
        foreach (var value in d.Mel.Power) Within("$.mel.power", value, 0, 1e12);
        foreach (var value in d.Mel.FHz) Within("$.mel.f_hz", value, 0, 24000);
        foreach (var b in d.SixthOctaves)
        {
            Within("$.sixth_octaves.mean_db", b.MeanDb, -1000, 200);
            Within("$.sixth_octaves.deviation_db", b.DeviationDb, 0, 1000);
        }
        foreach (var b in d.NoiseFloor) Within("$.noise_floor.level_db", b.LevelDb ?? -100, -1000, 200);
        Within("$.lufs.integrated", d.Lufs.Integrated, -100, 100);
        Within("$.lufs.lra", d.Lufs.Lra, 0, 200);
        Within("$.lufs.tp_db", d.Lufs.TpDb, -200, 200);
        Within("$.lufs.sample_peak_db", d.Lufs.SamplePeakDb, -200, 200);
        Within("$.dynamics.rms_db", d.Dynamics.RmsDb, -200, 200);
        Within("$.dynamics.crest_db", d.Dynamics.CrestDb, -1, 300);
        Within("$.dynamics.plr_db", d.Dynamics.PlrDb, -100, 300);
        Within("$.stereo.mid_power", d.Stereo.MidPower, 0, 1e12);
        Within("$.stereo.side_power", d.Stereo.SidePower, 0, 1e12);
        Within("$.stereo.side_to_mid_db", d.Stereo.SideToMidDb, -40, 20);
        Within("$.stereo.correlation", d.Stereo.Correlation, -1, 1);
        return new SoundProfile
        {
            Source = new SourceFacts(d.Name, new SampleRate(d.RateHz), 0, new Seconds(d.DurationS)),
            Spectra = [.. d.Spectra.Select(s => new LongTermSpectrum(s.Size, [.. s.Mid], [.. s.Side], [.. s.Cross]))],
            SixthOctaves = [.. d.SixthOctaves.Select(b => new BandStatistic(new Hertz(b.FHz), new Decibels(b.MeanDb), b.DeviationDb))],
            Mel = new MelProfile
            {
                Centres = [.. d.Mel.FHz.Select(f => new Hertz(f))],
                Power = [.. d.Mel.Power],
                Levels = [.. d.Mel.Levels.Select((h, i) => Levels($"$.mel.levels[{Index(i)}]", h, -100, 0.25, 480))],
                SideLevels = [.. d.Mel.SideLevels.Select((h, i) => Levels($"$.mel.side_levels[{Index(i)}]", h, -100, 0.25, 480))],
            },
            Loudness = new LoudnessProfile
            {
                Reading = new LoudnessReading
                {
                    Integrated = new Lufs(d.Lufs.Integrated),
                    MomentaryMax = new Lufs(d.Lufs.MomentaryMax ?? double.NegativeInfinity),
                    ShortTermMax = new Lufs(d.Lufs.ShortTermMax ?? double.NegativeInfinity),
                    Range = d.Lufs.Lra,
                    TruePeak = new Decibels(d.Lufs.TpDb),
                    SamplePeak = new Decibels(d.Lufs.SamplePeakDb),
                },
                ShortTerm = Levels("$.lufs.short_term", d.Lufs.ShortTerm, -100, 0.1, 1200),
                Momentary = Levels("$.lufs.momentary", d.Lufs.Momentary, -100, 0.1, 1200),
                SeriesStep = new Seconds(0.1),
                MomentarySeries = [],
                ShortTermSeries = [],
            },
            Dynamics = new DynamicsProfile
            {
                Rms = new Decibels(d.Dynamics.RmsDb),
                Crest = new Decibels(d.Dynamics.CrestDb),
                PeakToLoudness = new Decibels(d.Dynamics.PlrDb),
                Rms10Ms = Levels("$.dynamics.rms10_ms", d.Dynamics.Rms10Ms, -100, 0.25, 480),
                Rms50Ms = Levels("$.dynamics.rms50_ms", d.Dynamics.Rms50Ms, -100, 0.25, 480),
                Rms400Ms = Levels("$.dynamics.rms400_ms", d.Dynamics.Rms400Ms, -100, 0.25, 480),
                Crest50Ms = Levels("$.dynamics.crest50_ms", d.Dynamics.Crest50Ms, 0, 0.1, 400),
                Crest400Ms = Levels("$.dynamics.crest400_ms", d.Dynamics.Crest400Ms, 0, 0.1, 400),
            },
            Stereo = new StereoProfile
            {
                MidPower = d.Stereo.MidPower,
                SidePower = d.Stereo.SidePower,
                Width = new Decibels(d.Stereo.SideToMidDb),
                Bands = [.. d.Stereo.Bands.Select(Band)],
                ThirdOctaves = [.. d.Stereo.ThirdOctaves.Select(Band)],
                Correlation = d.Stereo.Correlation,
                IsMono = d.Stereo.Mono,
                IsAntiPhase = d.Stereo.AntiPhase,
            },
            Reverb = new ReverbEstimate(d.Rt60S is { } time ? new Seconds(time) : null, new Seconds(0), []),
            Bandwidth = new Hertz(d.BandwidthHz),
            NoiseFloor = [.. d.NoiseFloor.Select(b => new BandLevel(new Hertz(b.FHz), new Decibels(b.LevelDb ?? double.NegativeInfinity)))],
            Defects = new SignalDefects(0, [], IsSilent: false),
        };
    }

    private static void Check(string path, SpectrumPart s, int size)
    {
        Require(s.Size == size, path + ".size", s.Size, Index(size));
        foreach (var (name, values, lowest) in new[] { ("mid", s.Mid, 0.0), ("side", s.Side, 0.0), ("cross", s.Cross, -1e12) })
        {
            if (name == "cross" && values.Length == 0) continue;
            Count($"{path}.{name}", values.Length, size / 2 + 1);
            foreach (var value in values) Within($"{path}.{name}", value, lowest, 1e12);
        }
    }

    private static LevelHistogram Levels(string path, HistogramPart h, double lowest, double width, int bins)
    {
        Require(h.LowestDb == lowest && h.BinDb == width && h.Bins == bins, path, h.Bins, FormattableString.Invariant($"{bins} bins of {width} dB from {lowest} dB"));
        Require(h.First >= 0 && h.First + (long)h.Counts.Length <= bins, path + ".first", h.First, FormattableString.Invariant($"counts within {bins} bins"));
        var counts = new double[bins];
        for (var i = 0; i < h.Counts.Length; i++)
        {
            Within(path + ".counts", h.Counts[i], 0, 1e15);
            counts[h.First + i] = h.Counts[i];
        }
        return new LevelHistogram(lowest, width, ImmutableArray.Create(counts));
    }

    private static HistogramPart Part(LevelHistogram h)
    {
        var first = 0;
        var end = h.Weights.Length;
        while (first < end && h.Weights[first] == 0) first++;
        while (end > first && h.Weights[end - 1] == 0) end--;
        return new HistogramPart(h.Lowest, h.BinWidth, h.Weights.Length, first, [.. h.Weights[first..end]]);
    }

    private static BandPart Part(StereoBand b) => new(b.Low.Value, b.High.Value, b.Width.Value, b.Coherence);

    private static StereoBand Band(BandPart b)
    {
        Within("$.stereo.low_hz", b.LowHz, 0, 24000);
        Within("$.stereo.high_hz", b.HighHz, b.LowHz, 48000);
        Within("$.stereo.side_to_mid_db", b.SideToMidDb, -40, 20);
        Within("$.stereo.coherence", b.Coherence, 0, 1);
        return new StereoBand(new Hertz(b.LowHz), new Hertz(b.HighHz), new Decibels(b.SideToMidDb), b.Coherence);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Index(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static void Count(string path, int count, int wanted) => Require(count == wanted, path, count, FormattableString.Invariant($"{wanted} values"));

    private static void Within(string path, double value, double low, double high) =>
        Require(value >= low && value <= high, path, value, FormattableString.Invariant($"{low} to {high}"));

    private static void Require(bool kept, string path, double value, string allowed)
    {
        if (!kept) throw new ContractException(path, value.ToString(CultureInfo.InvariantCulture), allowed);
    }
}
