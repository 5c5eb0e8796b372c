using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Nt.Report.Plot;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report;

/// <summary>The figures of the reports.</summary>
internal static class Figures
{
    // What lies further below the top is below what is heard; a codec's cliff would only flatten the rest.
    private const double RangeDb = 70;

    public static Figure Spectra(string title, string caption, params (string Name, Role Role, SoundProfile Profile)[] tracks)
    {
        var curves = tracks.Select(t => new Curve(t.Name, t.Role, Curves.Spectrum(t.Profile))).ToArray();
        var top = curves.SelectMany(c => c.Points).Where(p => double.IsFinite(p.Y)).Select(p => p.Y).DefaultIfEmpty(0).Max();
        var shown = curves.SelectMany(c => c.Points).Select(p => double.IsFinite(p.Y) ? Math.Max(p.Y, top - RangeDb) : double.NaN);
        return new Figure { Title = title, Caption = caption, X = Axis.Frequency(), Y = Axis.Linear("Level per 1/6 octave (dBFS)", shown), Curves = curves, Height = 380 };
    }

    public static Figure Remainder(SoundProfile reference, SoundProfile target, SoundProfile render)
    {
        // Where the reference holds nothing there is no sound to be near to: its cut-off is not imitated.
        var sound = Curves.Spectrum(reference);
        var floor = sound.Where(p => double.IsFinite(p.Y)).Select(p => p.Y).DefaultIfEmpty(0).Max() - RangeDb;
        sound = [.. sound.Select(p => p.Y < floor ? p with { Y = double.NaN } : p)];
        Curve[] curves =
        [
            new("Target − reference", Role.Target, Curves.Difference(Curves.Spectrum(target), sound)),
            new("Render − reference", Role.Render, Curves.Difference(Curves.Spectrum(render), sound), Filled: true),
        ];
        return new Figure
        {
            Title = "What was missing and what is left",
            Caption = "Distance to the reference, loudness included; 0 dB is the reference's own spectrum. Values beyond ±30 dB are cut off.",
            X = Axis.Frequency(),
            Y = Axis.Linear("Difference (dB)", curves.SelectMany(c => c.Points).Select(p => Math.Clamp(p.Y, -30, 30)), -6, 6, signed: true),
            Curves = curves,
            Height = 280,
        };
    }

    /// <summary>Null when neither EQ nor match FIR is in use.</summary>
    public static Figure? Equaliser(StyleParams style, EqResponse? eq)
    {
        var curves = new List<Curve>();
        var markers = new List<Marker>();
        if (eq is not null)
        {
            for (var b = 0; b < eq.BandsDb.Count; b++)
                curves.Add(new Curve($"Band {b + 1}", Role.Band, Along(eq.BandsDb[b]), Filled: true, InLegend: false));
            curves.Add(new Curve($"EQ, {eq.BandsDb.Count} {(eq.BandsDb.Count == 1 ? "band" : "bands")}", Role.Render, Along(eq.SumDb)));
            for (var b = 0; b < Math.Min(style.Eq.Count, eq.BandsDb.Count); b++)
            {
                // On the band's own curve: a shelf has half its gain at its frequency.
                var at = Nearest(eq.Frequencies, style.Eq[b].Frequency.Value);
                markers.Add(new Marker($"{b + 1}", new Point(eq.Frequencies[at], eq.BandsDb[b][at])));
            }
        }
        if (style.MatchFir is { } fir)
        {
            curves.Add(new Curve(fir.SideDb is null ? "Match FIR" : "Match FIR, mid", Role.Mid, Points(fir.MidDb)));
            if (fir.SideDb is { } side) curves.Add(new Curve("Match FIR, side", Role.Side, Points(side)));

            IReadOnlyList<Point> Points(IReadOnlyList<Audio.Signal.Decibels> db) =>
                [.. fir.Frequencies.Zip(db, (f, g) => new Point(f.Value, g.Value)).Where(p => p.X is >= 20 and <= 20000)];
        }
        if (curves.Count == 0) return null;
        return new Figure
        {
            Title = "Equalisation",
            Caption = "Gain over frequency. The numbered dots are the EQ's bands as the table below lists them; the match FIR is the fine correction that runs beside them, for the middle and the sides of the stereo image.",
            X = Axis.Frequency(),
            Y = Axis.Linear("Gain (dB)", curves.SelectMany(c => c.Points).Select(p => p.Y), -3, 3, signed: true),
            Curves = curves,
            Markers = markers,
        };

        static int Nearest(IReadOnlyList<double> frequencies, double f)
        {
            var best = 0;
            for (var i = 1; i < frequencies.Count; i++)
                if (Math.Abs(Math.Log(frequencies[i] / f)) < Math.Abs(Math.Log(frequencies[best] / f))) best = i;
            return best;
        }

        IReadOnlyList<Point> Along(IReadOnlyList<double> db) => [.. eq!.Frequencies.Zip(db, (f, g) => new Point(f, g))];
    }

    /// <param name="caption">How the sentence on the windows goes on.</param>
    public static Figure Loudness(string caption, string guideName, SoundProfile? integratedOf, params (string Name, Role Role, SoundProfile Profile)[] tracks)
    {
        // A track of a few seconds has hardly any window of 3 seconds.
        var momentary = tracks.Any(t => t.Profile.Source.Duration.Value < 10);
        var curves = tracks.Select(t => new Curve(t.Name, t.Role, Curves.Loudness(t.Profile, momentary))).ToArray();
        var guides = new List<Guide>();
        if (integratedOf is { Loudness.Reading.Integrated.Value: var integrated } && double.IsFinite(integrated))
            guides.Add(new Guide($"{guideName}, integrated ({Text.Number(integrated)} LUFS)", Role.Reference, integrated));
        var values = curves.SelectMany(c => c.Points).Select(p => Math.Max(p.Y, -60)).Concat(guides.Select(g => g.Y));
        return new Figure
        {
            Title = "Loudness over time",
            Caption = $"Loudness of {(momentary ? "0.4" : "3")}-second windows{caption}",
            X = Axis.Time(tracks.Max(t => t.Profile.Source.Duration.Value)),
            Y = Axis.Linear(momentary ? "Momentary loudness (LUFS)" : "Short-term loudness (LUFS)", values),
            Curves = curves,
            Guides = guides,
        };
    }

    /// <summary>
    /// None when no stage moved the gain. The bands of a multiband compressor have a figure of their own: their make-up gains would hide
    /// what a limiter does.
    /// </summary>
    public static IEnumerable<Figure> Gains(IReadOnlyList<GainTrace> gains, double duration)
    {
        var moved = gains.Where(g => g.GainDb.Count > 0).ToLookup(g => g.Stage == "multiband");
        if (moved[true].Any())
            yield return Of("Compressor gain over time", "Of the compressor's bands, at each moment, the gain of the one that is farthest from 0 dB, its make-up gain included.", moved[true]);
        if (moved[false].Any())
            yield return Of("Gain over time", "What the dynamics stages do to the level: below 0 dB they turn it down. Each point is the strongest change within its span.", moved[false]);

        Figure Of(string title, string caption, IEnumerable<GainTrace> traces)
        {
            var curves = traces.Select(GainCurve).ToArray();
            return new Figure
            {
                Title = title,
                Caption = caption,
                X = Axis.Time(duration),
                Y = Axis.Linear("Gain (dB)", curves.SelectMany(c => c.Points).Select(p => p.Y), -3, 0, signed: true),
                Curves = curves,
                Height = 280,
            };
        }
    }

    private static Curve GainCurve(GainTrace trace)
    {
        var (name, role) = trace.Stage switch
        {
            "multiband" => ("Compressor, the band that moves most", Role.Compressor),
            "limiter" => ("Limiter", Role.Limiter),
            "rider" => ("Rider", Role.Rider),
            _ => ("Compressor", Role.Compressor),
        };
        return new Curve(name, role, Curves.Decimate([.. trace.GainDb], trace.Step.Value, farthestFromZero: true), Filled: role != Role.Rider);
    }

    /// <summary>Null when every track is mono.</summary>
    public static Figure? Width(params (string Name, Role Role, SoundProfile Profile)[] tracks)
    {
        if (tracks.All(t => t.Profile.Stereo.IsMono)) return null;
        var curves = tracks.Select(t => new Curve(t.Name, t.Role, Curves.Width(t.Profile))).ToArray();
        return new Figure
        {
            Title = "Stereo width by band",
            Caption = "Level of the side against the mid in third octaves: −40 dB is mono, 0 dB is as much side as mid, above 0 dB the channels begin to cancel in mono.",
            X = Axis.Frequency(),
            Y = Axis.Linear("Side − mid (dB)", curves.SelectMany(c => c.Points).Select(p => p.Y)),
            Curves = curves,
        };
    }

    /// <summary>Null without a decay.</summary>
    public static Figure? Decay(ReverbEstimate reverb)
    {
        if (reverb.Rt60 is not { } time || reverb.DecayDb.Length < 2) return null;
        var points = Curves.Decimate(reverb.DecayDb, reverb.DecayStep.Value, farthestFromZero: false);
        return new Figure
        {
            Title = "Decay",
            Caption = $"Mean decay of the level after sounds stop; it falls by 60 dB in about {Text.Number(time.Value, 2)} s.",
            X = Axis.Time(reverb.DecayStep.Value * reverb.DecayDb.Length),
            Y = Axis.Linear("Level (dB)", points.Select(p => p.Y), most: 0),
            Curves = [new Curve("Decay", Role.Reference, points)],
            Height = 260,
        };
    }

    /// <summary>Null without voiced frames.</summary>
    public static Figure? Pitch(PitchTrack? track)
    {
        if (track is null) return null;
        // Unsure frames interrupt the line; more than a screen has columns are thinned, never averaged: a mean pitch is no pitch.
        const double least = 0.8;
        var skip = Math.Max(1, track.Values.Length / 2000);
        var points = new List<Point>();
        for (var i = 0; i < track.Values.Length; i += skip)
            points.Add(new Point(i / (double)PitchTrack.ValuesPerSecond, track.Values[i] > 0 && track.Confidence[i] >= least ? track.Values[i] : double.NaN));
        if (!points.Any(p => double.IsFinite(p.Y))) return null;
        return new Figure
        {
            Title = "Fundamental frequency",
            Caption = "YIN on the mid, where its confidence is at least 0.8.",
            X = Axis.Time(track.Values.Length / (double)PitchTrack.ValuesPerSecond),
            Y = Axis.Linear("F0 (Hz)", points.Select(p => p.Y), least: 0),
            Curves = [new Curve("F0", Role.Reference, points)],
            Height = 280,
        };
    }
}
