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
    /// <summary>A pass that changes the response by less has nothing left to find.</summary>
    private const double SettledDb = 0.001;

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
        var passes = new IdentificationPasses(plan, excerpts);
        for (var iteration = 0; iteration < Iterations && passes.ChangeDb > SettledDb; iteration++)
        {
            passes.Next();
            if (passes.MeanCoherence < MinimumCoherence)
                throw new NotPairedException(
                    $"Only {passes.MeanCoherence:P0} of the reference follows from the target (coherence, 100 Hz to 8 kHz): they are not the same performance. Use mode b, which matches different music.");
        }

        // Where the equaliser does nothing is its 0 dB; the rest is gain, and belongs after the compressor.
        var curve = new ResponseCurve(passes.Mid, passes.HasSide ? passes.Side : null, passes.Coherence);
        var level = curve.LevelDb();
        var (stretches, unexplained) = passes.Result(level);
        var late = curve.LateEnergy(plan);
        var room = late.Value > RoomDb ? RoomResponse.Fit(excerpts, curve.Direct(passes.Coherence), fourier) : null;
        if (room is not null && room.Unexplained.Value > unexplained.Value - RoomGainDb) room = null;
        return new PairedIdentification
        {
            Frequencies = curve.Frequencies,
            MidDb = [.. curve.MidDb.Select(d => new Decibels(d - level))],
            SideDb = curve.SideDb is null ? null : [.. curve.SideDb.Select(d => new Decibels(d - level))],
            Coherence = curve.Coherence,
            // A room fills the gaps that a compressor would be seen by.
            Compressor = room is null ? CompressorFit.Fit(stretches) : CompressorFit.Constant(stretches),
            MeanCoherence = passes.MeanCoherence,
            Unexplained = unexplained,
            LateEnergy = late,
            Room = room,
        };
    }
}
