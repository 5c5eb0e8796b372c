using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Invert.Paired;

/// <summary>What paired inversion found between two files.</summary>
/// <param name="Alignment">The reference's clock against the target's, at 48 kHz.</param>
/// <param name="Compared">How much of the target was compared; what lies in two stretches counts once.</param>
public sealed record PairedResult(PairedIdentification Identification, FineAlignment Alignment, Seconds Compared);

/// <summary>
/// Mode A: reference and target are the same performance. Brings them together (delay to a fraction of a frame, drift of the clocks),
/// then identifies the processing between them. Memory is bounded by the stretches compared, not by the files.
/// </summary>
public sealed class PairedInversion(IDecode decode, IGraph graph, IFourier fourier)
{
    // Different music stays below on its onsets; what passes by chance is refused by its coherence later.
    private const double MinimumLikeness = 0.3;
    // With its margins a stretch takes 10 MB: as many as the memory allows beside what the rest of a job holds.
    private const int StretchSeconds = 12;
    private const int MostStretches = 5;
    /// <summary>Seconds of the reference beyond a stretch: coarse delay, drift and the interpolator's reach.</summary>
    private const int ReferenceMargins = 3;
    private readonly StereoReading _reading = new(decode, graph);

    /// <exception cref="NotPairedException">The files do not hold the same performance, or too little of it in common.</exception>
    /// <exception cref="MediaException">A file cannot be read.</exception>
    public PairedResult Identify(string reference, string target, IProgress<double>? progress, CancellationToken cancellation)
    {
        var referenceTask = Task.Run(() => _reading.Onsets(reference, cancellation), cancellation);
        var (targetOnsets, targetLength) = _reading.Onsets(target, cancellation);
        var (referenceOnsets, referenceLength) = referenceTask.GetAwaiter().GetResult();
        progress?.Report(0.3);
        var candidates = CoarseAlignment.Find(targetOnsets, referenceOnsets, fourier);
        if (candidates.Count == 0 || candidates[0].Likeness < MinimumLikeness)
            throw new NotPairedException(
                $"The onsets of the two files line up nowhere (likeness {(candidates.Count == 0 ? 0 : candidates[0].Likeness):0.00}, needed {MinimumLikeness:0.00}): they are not the same performance. Use mode b, which matches different music.");
        using var correlation = new PhaseCorrelation(fourier);
        var coarse = Choose(correlation, candidates, reference, target, targetLength, referenceLength, cancellation);
        var starts = Starts(targetLength.Value, referenceLength.Value, coarse.Delay.Value, out var length);
        var stretches = new List<Stretch>();
        var measures = new List<DelayMeasure>();
        foreach (var start in starts)
        {
            cancellation.ThrowIfCancellationRequested();
            var stretch = Read(reference, target, start, length, coarse, cancellation);
            stretches.Add(stretch);
            stretch.Measure(correlation, coarse, measures);
            progress?.Report(0.3 + 0.3 * stretches.Count / starts.Count);
        }
        var fine = FineAlignment.Fit(measures);
        var interpolate = new FractionalReader();
        var source = new double[(length + ReferenceMargins) * 48000];
        var excerpts = stretches.Select(s => s.Align(fine, interpolate, source)).ToArray();
        progress?.Report(0.7);
        var identification = PairedIdentification.Identify(excerpts, fourier);
        progress?.Report(1);
        var compared = length + starts.Zip(starts.Skip(1), (a, b) => Math.Min(length, b - a)).Sum();
        return new PairedResult(identification, fine, new Seconds(compared));
    }

    // Repeating music lines up at several delays; the phases of one stretch tell the true one.
    private CoarseAlignment Choose(
        PhaseCorrelation correlation, IReadOnlyList<CoarseAlignment> candidates, string reference, string target, Seconds targetLength,
        Seconds referenceLength, CancellationToken cancellation)
    {
        if (candidates.Count == 1) return candidates[0];
        var best = candidates[0];
        double sharpest = 0;
        foreach (var candidate in candidates.Where(c => c.Likeness > 0.6 * candidates[0].Likeness))
        {
            var first = Math.Max(0, -candidate.Delay.Value);
            var last = Math.Min(targetLength.Value, referenceLength.Value - candidate.Delay.Value);
            var length = (int)Math.Min(6, last - first - 1);
            if (length < 3) continue;
            var start = (int)Math.Ceiling(first + (last - first - length) / 2);
            var stretch = Read(reference, target, start, length, candidate, cancellation);
            var measures = new List<DelayMeasure>();
            stretch.Measure(correlation, candidate, measures);
            var sharpness = measures.Count == 0 ? 0 : measures.Max(m => m.Sharpness);
            if (sharpness <= sharpest) continue;
            sharpest = sharpness;
            best = candidate;
        }
        return best;
    }

    private Stretch Read(string reference, string target, int start, int length, CoarseAlignment coarse, CancellationToken cancellation)
    {
        var referenceStart = (int)Math.Floor(start + coarse.Delay.Value) - 1;
        var (targetMid, targetSide) = _reading.Stretch(target, start, length, cancellation);
        var (referenceMid, referenceSide) = _reading.Stretch(reference, referenceStart, length + ReferenceMargins, cancellation);
        return new Stretch(start * 48000L, targetMid, targetSide, referenceStart * 48000L, referenceMid, referenceSide);
    }

    private static List<int> Starts(double targetLength, double referenceLength, double delay, out int length)
    {
        var first = Math.Max(0, -delay);
        var last = Math.Min(targetLength, referenceLength - delay);
        var common = last - first;
        if (common < 4)
            throw new NotPairedException($"The two files have only {Math.Max(0, common):0.0} s in common; 4 s are needed. Give longer files, or use mode b.");
        length = (int)Math.Min(StretchSeconds, common - 1);
        var from = (int)Math.Ceiling(first);
        var room = (int)Math.Floor(last) - length - from;
        // Overlapping rather than leaving anything of a short performance out.
        var count = Math.Clamp((int)Math.Ceiling(common / length), 1, MostStretches);
        var starts = new List<int>();
        for (var i = 0; i < count; i++) starts.Add(from + (count == 1 ? Math.Max(0, room / 2) : (int)((long)Math.Max(0, room) * i / (count - 1))));
        return starts;
    }

    private sealed record Stretch(
        long TargetStart, float[] TargetMid, float[] TargetSide, long ReferenceStart, float[] ReferenceMid, float[] ReferenceSide)
    {
        public void Measure(PhaseCorrelation correlation, CoarseAlignment coarse, List<DelayMeasure> measures)
        {
            const int block = PhaseCorrelation.BlockFrames;
            var lag = (long)Math.Round(coarse.Delay.Value * 48000);
            for (var at = 0; at == 0 || at + block <= TargetMid.Length; at += block)
            {
                var there = (int)(TargetStart + at + lag - ReferenceStart);
                if (there < 0 || there >= ReferenceMid.Length) continue;
                var (delay, sharpness) = correlation.Measure(TargetMid.AsSpan(at), ReferenceMid.AsSpan(there));
                if (sharpness >= PhaseCorrelation.MinimumSharpness)
                    measures.Add(new DelayMeasure(TargetStart + at + Math.Min(block, TargetMid.Length - at) / 2.0, lag + delay, sharpness));
            }
        }

        /// <summary>The reference's arrays are used again for what is interpolated from them.</summary>
        /// <param name="source">Room for one of them.</param>
        public PairedExcerpt Align(FineAlignment fine, FractionalReader interpolate, double[] source)
        {
            var first = fine.Map(TargetStart) - ReferenceStart;
            var step = 1 + fine.DriftPpm * 1e-6;
            foreach (var reference in (ReadOnlySpan<float[]>)[ReferenceMid, ReferenceSide])
            {
                for (var i = 0; i < reference.Length; i++) source[i] = reference[i];
                interpolate.Read(source.AsSpan(0, reference.Length), first, step, reference.AsSpan(0, TargetMid.Length));
            }
            return new PairedExcerpt(TargetStart, TargetMid, TargetSide, ReferenceMid, ReferenceSide);
        }
    }
}
