using System.Numerics;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>The processing that leads from target to reference, as it was identified.</summary>
public sealed record PairedIdentification
{
    /// <summary>Points of the curves, rising, 1/12 octave apart.</summary>
    public required IReadOnlyList<Hertz> Frequencies { get; init; }
    /// <summary>Magnitude of the mid (of every channel of mono material).</summary>
    public required IReadOnlyList<Decibels> MidDb { get; init; }
    /// <summary>Magnitude of the side; null where there is no side to measure.</summary>
    public required IReadOnlyList<Decibels>? SideDb { get; init; }
    /// <summary>0…1 at each point: how much of the reference follows linearly from the target there.</summary>
    public required IReadOnlyList<double> Coherence { get; init; }
    /// <summary>Compressor after the curve, with the gain beside both.</summary>
    public required CompressorFit Compressor { get; init; }
    /// <summary>Mean coherence over 100 Hz to 8 kHz, weighted by energy.</summary>
    public required double MeanCoherence { get; init; }
    /// <summary>Energy of what the identified processing does not explain, relative to the reference.</summary>
    public required Decibels Unexplained { get; init; }
    /// <summary>Energy of the response's impulse beyond 15 ms after its peak, 500 Hz to 8 kHz, relative to the whole.</summary>
    public required Decibels LateEnergy { get; init; }
    /// <summary>The room that the reference is in and the target is not: in place of curve and compressor. Null where there is none.</summary>
    public required RoomResponse? Room { get; init; }

    /// <summary>A response with this much late energy rings like a room.</summary>
    private const double RoomDb = -25;
    /// <summary>A room must explain this much more than a curve and a gain that follows the level do.</summary>
    private const double RoomGainDb = 1;
    private const double MinimumCoherence = 0.5;
    private const int Iterations = 5;

    /// <summary>
    /// Separates a linear response, a gain that follows the level, and what remains. Response and gain are estimated in turns: the
    /// response between gained target and reference, the gain between filtered target and reference.
    /// </summary>
    /// <param name="excerpts">Stretches of at least 2 s each, 10 s or more in all.</param>
    /// <param name="fourier">Makes real transforms of a size.</param>
    /// <exception cref="NotPairedException">The coherence says that it is not the same performance.</exception>
    public static PairedIdentification Identify(IReadOnlyList<PairedExcerpt> excerpts, IFourier fourier)
    {
        using var plan = fourier.Real(TransferEstimate.Size);
        var signals = excerpts.Select(e => new MidSideStretch(e)).ToArray();
        var hasSide = signals.Sum(s => s.SidePower) > 1e-5 * signals.Sum(s => s.MidPower);
        foreach (var s in signals) s.Gain = Ones(s.Length);

        Complex[] mid = [], side = [];
        var coherence = Array.Empty<double>();
        double mean = 0;
        GainTrack[] tracks = [];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var midEstimate = new TransferEstimate(plan);
            var sideEstimate = new TransferEstimate(plan);
            foreach (var s in signals)
            {
                // The gain comes after the response and does not commute with it: later passes estimate only what is still missing
                // after both, which is small and does.
                midEstimate.Add(iteration == 0 ? s.TargetMid : s.Gained(s.FilteredMid), s.ReferenceMid);
                if (hasSide) sideEstimate.Add(iteration == 0 ? s.TargetSide : s.Gained(s.FilteredSide), s.ReferenceSide);
            }
            mid = Refined(mid, midEstimate.Response());
            side = hasSide ? Refined(side, sideEstimate.Response()) : mid;
            coherence = midEstimate.Coherence();
            mean = MeanOver(coherence, midEstimate.InputPower, 100, 8000);
            if (mean < MinimumCoherence)
                throw new NotPairedException(
                    $"Only {mean:P0} of the reference follows from the target (coherence, 100 Hz to 8 kHz): they are not the same performance. Use mode b, which matches different music.");
            tracks = new GainTrack[signals.Length];
            for (var i = 0; i < signals.Length; i++)
            {
                signals[i].Filter(plan, mid, side, hasSide);
                tracks[i] = GainTrack.Measure(signals[i].FilteredLeft, signals[i].FilteredRight, signals[i].ReferenceLeft, signals[i].ReferenceRight);
            }
            // The level of the response and of the gain are one degree of freedom: keep the gain's mean at 0 dB while iterating.
            var offset = tracks.SelectMany(t => t.GainDb.Where((_, k) => t.Weight[k] > 0)).DefaultIfEmpty().Average();
            for (var i = 0; i < signals.Length; i++)
            {
                var linear = tracks[i].Linear(signals[i].Length);
                var scale = Math.Pow(10, -offset / 20);
                for (var n = 0; n < linear.Length; n++) linear[n] *= scale;
                signals[i].Gain = linear;
            }
        }

        // Where the equaliser does nothing is its 0 dB; the rest is gain, and belongs after the compressor.
        var curve = new ResponseCurve(mid, hasSide ? side : null, coherence);
        var level = curve.LevelDb();
        var scaling = Math.Pow(10, -level / 20);
        var stretches = signals.Select((s, i) =>
        {
            var left = Scaled(s.FilteredLeft, scaling);
            var right = Scaled(s.FilteredRight, scaling);
            return (new LevelSteps(left, right), GainTrack.Measure(left, right, s.ReferenceLeft, s.ReferenceRight));
        }).ToArray();
        var late = curve.LateEnergy(plan);
        var unexplained = Decibels.FromPower(signals.Sum(s => s.ResidualPower()) / signals.Sum(s => s.ReferencePower) + 1e-12);
        var room = late.Value > RoomDb ? RoomResponse.Fit(excerpts, curve.Direct(coherence), fourier) : null;
        if (room is not null && room.Unexplained.Value > unexplained.Value - RoomGainDb) room = null;
        return new PairedIdentification
        {
            Frequencies = curve.Frequencies,
            MidDb = [.. curve.MidDb.Select(d => new Decibels(d - level))],
            SideDb = curve.SideDb is null ? null : [.. curve.SideDb.Select(d => new Decibels(d - level))],
            Coherence = curve.Coherence,
            // A room fills the gaps that a compressor would be seen by.
            Compressor = room is null ? CompressorFit.Fit(stretches) : CompressorFit.Constant(stretches),
            MeanCoherence = mean,
            Unexplained = unexplained,
            LateEnergy = late,
            Room = room,
        };
    }

    private static Complex[] Refined(Complex[] response, Complex[] correction)
    {
        if (response.Length == 0) return correction;
        var refined = new Complex[response.Length];
        for (var k = 0; k < refined.Length; k++) refined[k] = response[k] * correction[k];
        return refined;
    }

    private static double MeanOver(double[] coherence, ReadOnlySpan<double> power, double low, double high)
    {
        double sum = 0, weights = 0;
        for (var k = 0; k < coherence.Length; k++)
        {
            var hertz = k * 48000.0 / TransferEstimate.Size;
            if (hertz < low || hertz > high) continue;
            // Square root: one loud bass note shall not speak for the whole band.
            var weight = Math.Sqrt(power[k] / Math.Max(hertz, 1));
            sum += weight * coherence[k];
            weights += weight;
        }
        return weights <= 0 ? 0 : sum / weights;
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static double[] Scaled(double[] x, double factor)
    {
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++) y[i] = x[i] * factor;
        return y;
    }
}
