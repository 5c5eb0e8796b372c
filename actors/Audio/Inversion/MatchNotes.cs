using System.Globalization;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>What was done, what is not reachable and why, in plain words.</summary>
internal sealed class MatchNotes(SoundProfile reference, SoundProfile target, InversionOptions options, BoostLimits limits)
{
    public IReadOnlyList<string> For(StyleParams style)
    {
        var notes = new List<string>();
        void Note(FormattableString text) => notes.Add(Wording.Say(text));

        if (style.Eq.Count > 0)
        {
            var most = style.Eq.MaxBy(b => Math.Abs(b.Gain.Value));
            Note($"Equaliser: {style.Eq.Count} bands, the strongest {most.Gain.Value:+0.0;−0.0;0.0} dB at {most.Frequency.Value:0} Hz.");
        }
        if (style.MatchFir is { } fir)
        {
            var all = fir.MidDb.Concat(fir.SideDb ?? []).Select(d => d.Value).ToArray();
            Note($"Match FIR{(fir.SideDb is null ? "" : " on mid and side")}: {all.Min():+0.0;−0.0;0.0} to {all.Max():+0.0;−0.0;0.0} dB.");
            if (all.Any(d => Math.Abs(d) >= SpectralFit.LimitDb - 0.01))
                Note($"The match FIR is at its bound of ±{SpectralFit.LimitDb:0} dB in places: what is missing there is not reachable by equalising.");
        }
        switch (limits.Limit)
        {
            case BandLimit.Reference:
                Note($"The reference ends at {reference.Bandwidth.Value / 1000:0.0} kHz; above that nothing is corrected.");
                break;
            case BandLimit.Target:
                Note($"The target ends at {target.Bandwidth.Value / 1000:0.0} kHz; an equaliser has nothing to raise above that.");
                break;
        }
        if (limits.NoiseFromHz is { } noise) Note($"From {noise:0} Hz in places the target holds only its noise floor: boosts are withheld there.");
        if (style.Multiband is { } m)
            Note($"Dynamics in {m.Bands.Count} bands, ratios {string.Join(", ", m.Bands.Select(b => b.Ratio.ToString("0.00", CultureInfo.InvariantCulture)))} (below 1 expands).");
        if (style.Compressor is { } x && CrestFit.Is(x)) Note($"Expander of peaks, ratio {x.Ratio:0.00} above {x.Threshold.Value:0.0} dB: the reference's transients stand out more.");
        else if (style.Compressor is { } c) Note($"Compressor, ratio {c.Ratio:0.00} above {c.Threshold.Value:0.0} dB (below 1 expands).");
        if (style.Rider is { } r)
            Note($"Loudness rider, amount {r.Amount:0.00}, to narrow the range from {target.Loudness.Reading.Range:0.0} LU towards {reference.Loudness.Reading.Range:0.0} LU.");
        else if (options.Uses(Stages.Rider) && reference.Loudness.Reading.Range > target.Loudness.Reading.Range + 2)
            Note($"The reference's loudness range of {reference.Loudness.Reading.Range:0.0} LU is wider than the target's {target.Loudness.Reading.Range:0.0} LU: a rider cannot widen it.");
        if (style.Exciter is { } e) Note($"Exciter from {e.From.Value:0} Hz, mix {e.Mix:0.000}: the reference has highs that the target lacks.");
        Stereo(style, Note);
        Loudness(style, Note);
        return notes;
    }

    private void Stereo(StyleParams style, Action<FormattableString> note)
    {
        if (style.Stereo is { } w) note($"Width by band: {string.Join(", ", w.Widths.Select(x => x.ToString("0.00", CultureInfo.InvariantCulture)))}.");
        if (!options.Uses(Stages.Width)) return;
        if (target.Stereo.IsMono) note($"The target is mono: there is no side to widen.");
        else if (reference.Stereo.IsMono) note($"The reference is mono; the target keeps its width.");
    }

    private void Loudness(StyleParams style, Action<FormattableString> note)
    {
        if (style.Loudness is not { } reached || !options.Uses(Stages.Gain)) return;
        var wanted = options.Loudness ?? reference.Loudness.Reading.Integrated;
        if (wanted.Value - reached.Value > 0.1)
            note($"A loudness of {wanted.Value:0.0} LUFS is not reachable: the limiter would reduce by more than {LoudnessFit.MostReductionDb:0} dB for 5 % of the time. {reached.Value:0.0} LUFS it is.");
        else note($"Loudness {reached.Value:0.0} LUFS.");
        var peaks = PeakFacts.From(reference);
        if (style.Limiter is { } l && reached.Value + peaks.PeakToLoudness > l.Ceiling.Value + 0.3)
            note($"The reference's peaks stand {peaks.PeakToLoudness:0.0} dB above its loudness; under the ceiling of {l.Ceiling.Value:0.0} dBTP at this loudness {l.Ceiling.Value - reached.Value:0.0} dB are possible.");
        if (reference.Defects.DcOffset.Any(d => Math.Abs(d) > 0.01)) note($"The reference has a DC offset, a fault that is not copied.");
    }
}
