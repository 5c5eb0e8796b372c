using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>A filter of CamillaDSP with its parameters.</summary>
internal sealed class CamillaFilters(ChainBuilder chain, List<string> notes)
{
    private static readonly int MostTaps = ProcessorCatalogue.Fir["taps"].MostCount;

    /// <exception cref="ArgumentException">It has no counterpart; the message says why.</exception>
    public void Add(SettingMap filter)
    {
        filter.Only("type", "parameters");
        var p = filter["parameters"] as SettingMap ?? new SettingMap([], filter.Line);
        switch (filter.Text("type"))
        {
            case "Biquad":
                CamillaBiquads.Add(p, chain, notes);
                break;
            case "BiquadCombo":
                CamillaBiquads.AddCombo(p, chain, notes);
                break;
            case "Gain":
                p.Only("gain", "inverted", "mute", "scale");
                if (p.Flag("mute")) throw new ArgumentException("a muted gain has no counterpart: leave the channel out with a matrix");
                if (p.Flag("inverted")) chain.AddPolarity();
                chain.AddGain(GainOf(p));
                break;
            case "Volume":
                Note("Volume is a control of the running player and begins at 0 dB: it is left out. Put a gain in its place for another level.");
                break;
            case "Delay":
                p.Only("delay", "unit", "subsample");
                AddDelay(p);
                break;
            case "Conv":
                AddConvolution(p);
                break;
            case "Dither":
                p.Only("type", "bits", "amplitude");
                AddDither(p);
                break;
            case "DiffEq":
                p.Only("a", "b");
                AddDifferenceEquation(p);
                break;
            case "LookaheadLimiter":
                p.Only("limit", "attack", "attack_unit", "release", "release_unit");
                AddLimiter(p);
                break;
            case "Limiter" or "Clipper":
                throw new ArgumentException("it clips the samples, which has no counterpart: use the limiter of the chain instead");
            case "Loudness":
                throw new ArgumentException("it follows a volume control of the running player, which a chain does not have");
            case var other:
                throw new ArgumentException($"filters of the type \"{Words.Short(other ?? "")}\" are not known");
        }
    }

    /// <summary>In dB, or as a factor where the scale is linear.</summary>
    public static Decibels GainOf(SettingMap p) => p.Text("scale") switch
    {
        null or "dB" => new Decibels(p.Number("gain") ?? 0),
        "linear" when p.Need("gain") is > 0 and var factor => Decibels.FromAmplitude(factor),
        "linear" => throw new ArgumentException("a factor of 0 or less has no counterpart as a gain"),
        var other => throw new ArgumentException($"the scale \"{Words.Short(other)}\" is not known"),
    };

    private void AddDelay(SettingMap p)
    {
        var delay = p.Need("delay");
        if (delay < 0) throw new ArgumentException("a delay is not negative");
        var isRounded = !p.Flag("subsample");
        switch (p.Text("unit") ?? "ms")
        {
            case "ms":
                chain.AddDelay(new Seconds(delay / 1000), null, isRounded);
                break;
            case "us":
                chain.AddDelay(new Seconds(delay / 1e6), null, isRounded);
                break;
            case "s":
                chain.AddDelay(new Seconds(delay), null, isRounded);
                break;
            case "mm":
                // At 343 m/s.
                chain.AddDelay(new Seconds(delay / 343000), null, isRounded);
                break;
            case "samples":
                chain.AddDelay(null, delay, isRounded);
                break;
            case var other:
                throw new ArgumentException($"the unit \"{Words.Short(other)}\" is not known");
        }
    }

    private void AddConvolution(SettingMap p)
    {
        switch (p.Text("type"))
        {
            case "Wav":
                p.Only("type", "filename", "channel");
                chain.Add(new NamedFirSpec(FileOf(p), null, p.Whole("channel") ?? 0, null, default, FirAlignment.Start));
                break;
            case "Raw":
                p.Only("type", "filename", "format", "skip_bytes_lines", "read_bytes_lines");
                if (p.Text("format") is not (null or "TEXT")) throw new ArgumentException("of raw files only TEXT is read: save the response as WAV");
                if (p.Whole("skip_bytes_lines") is not (null or 0) || p.Whole("read_bytes_lines") is not (null or 0)) throw new ArgumentException("lines cannot be left out: save a file with the response alone");
                if (Path.GetExtension(FileOf(p)).ToUpperInvariant() is not (".TXT" or ".CSV" or ".DAT")) throw new ArgumentException("rename the file to .txt, so that it is read as text");
                chain.Add(new NamedFirSpec(FileOf(p), null, null, chain.Rate, default, FirAlignment.Start));
                break;
            case "Values":
                p.Only("type", "values", "length");
                var values = p.Numbers("values") ?? throw new ArgumentException("values is missing");
                var length = p.Whole("length") is { } given and > 0 ? given : values.Count;
                if (values.Count == 0 || Math.Max(length, values.Count) > MostTaps) throw new ArgumentException($"a list has 1 to {MostTaps} taps: save them as a text file with a number a line, and name it");
                chain.Add(new NamedFirSpec(null, [.. values.Take(length), .. Enumerable.Repeat(0.0, Math.Max(0, length - values.Count))], null, chain.Rate, default, FirAlignment.Start));
                break;
            case "Dummy":
                throw new ArgumentException("it is for measuring a player's load");
            case var other:
                throw new ArgumentException($"convolutions of the type \"{Words.Short(other ?? "")}\" are not known");
        }
    }

    private void AddDither(SettingMap p)
    {
        if (p.Whole("bits") is not { } bits || bits is < 8 or > 32) throw new ArgumentException("a dither to 8 to 32 bits has a counterpart");
        switch (p.Text("type"))
        {
            case "None":
                chain.Add(new DitherSpec(bits, DitherKind.None, 0));
                break;
            case "Flat" or "Simple" or "Uniform" when p.Number("amplitude") is null or 2:
                chain.Add(new DitherSpec(bits, DitherKind.Tpdf, 0));
                break;
            case "Flat" or "Simple" or "Uniform":
                throw new ArgumentException("a dither of another amplitude than 2 has no counterpart");
            case "Highpass":
                throw new ArgumentException("high-pass dither has no counterpart: use tpdf or shaped");
            case null:
                throw new ArgumentException("type is missing");
            default:
                chain.Add(new DitherSpec(bits, DitherKind.Shaped, 0));
                Note("Noise shaping is our own at whatever rate, in place of the one that is named.");
                break;
        }
    }

    private void AddDifferenceEquation(SettingMap p)
    {
        var (a, b) = (p.Numbers("a") ?? [1], p.Numbers("b") ?? [1]);
        if (a.Count == 0 || a[0] == 0) throw new ArgumentException("a begins with a number that is not 0");
        if (a.Count == 1 && b.Count > 3 && b.Count <= MostTaps)
        {
            chain.Add(new NamedFirSpec(null, [.. b.Select(x => x / a[0])], null, chain.Rate, default, FirAlignment.Start));
            return;
        }
        if (a.Count > 3 || b.Count is 0 or > 3) throw new ArgumentException("of difference equations those up to the second order have a counterpart, and those without feedback: factor it into sections");
        double At(IReadOnlyList<double> c, int i) => i < c.Count ? c[i] : 0;
        chain.Add(Cookbook.Normal(At(b, 0), At(b, 1), At(b, 2), a[0], At(a, 1), At(a, 2)));
    }

    private void AddLimiter(SettingMap p)
    {
        var (limit, attack, release) = (p.Number("limit") ?? 0, Time(p, "attack"), Time(p, "release"));
        if (limit is < -40 or > 0 || attack.Value is < 0.0005 or > 0.02 || release.Value is < 0.005 or > 2)
            throw new ArgumentException("a limiter of −40 to 0 dB, 0.5 to 20 ms attack and 5 to 2000 ms release has a counterpart");
        chain.Add(new LimiterSpec { Ceiling = new(limit), LookAhead = attack, Release = release });
        Note("The limiter works on the true peak and with our own curves: it holds the same ceiling, its samples are others.");
    }

    private Seconds Time(SettingMap p, string key) => new(p.Need(key) * (p.Text(key + "_unit") ?? "ms") switch
    {
        "s" => 1,
        "ms" => 1e-3,
        "us" => 1e-6,
        "samples" => 1 / chain.Rate.Hz,
        var other => throw new ArgumentException($"the unit \"{Words.Short(other)}\" is not known"),
    });

    private static string FileOf(SettingMap p)
    {
        var name = p.Text("filename") ?? throw new ArgumentException("filename is missing");
        return name.Contains('$', StringComparison.Ordinal) ? throw new ArgumentException("a file name with $samplerate$ or $channels$ stands for several files: write one out") : name;
    }

    private void Note(string note)
    {
        if (!notes.Contains(note)) notes.Add(note);
    }
}
