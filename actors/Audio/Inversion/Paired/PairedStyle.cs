using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using static NTWorkstation.Audio.Signal.Wording;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Puts an identification into the readable parameters, within the bounds that parameters have, and says so in notes.</summary>
public static class PairedStyle
{
    private const double MostDb = 12;

    /// <param name="compared">Length of what was compared.</param>
    /// <param name="stages">Stages that may be used; what is switched off is left to the notes.</param>
    /// <param name="room">Name of the impulse response that holds <see cref="PairedIdentification.Room"/>; null leaves the room out.</param>
    public static StyleParams From(
        PairedIdentification found, FineAlignment alignment, Seconds compared, Stages stages, Decibels ceiling, string? room)
    {
        var notes = new List<string>
        {
            Say($"Same performance: compared {compared.Value:0} s, coherence {found.MeanCoherence:P0}; the reference starts {alignment.OffsetFrames / 48:0.0} ms later and its clock runs {alignment.DriftPpm:0.0} ppm off (not copied)."),
        };
        var style = found.Room is { } reverb && room is not null ? Room(reverb, room, notes) : Processed(found, stages, notes);
        return style with { Limiter = stages.HasFlag(Stages.Limiter) ? new LimiterSpec { Ceiling = ceiling } : null, Notes = notes };
    }

    private static StyleParams Room(RoomResponse room, string key, List<string> notes)
    {
        var rt60 = room.Rt60 is { } time ? Say($" that decays by 60 dB in {time.Value:0.00} s") : "";
        notes.Add(Say($"The reference is in a room{rt60}: its impulse response, with whatever equaliser there was, is in {key}, and makes {room.Mix * 100:0} % of the sound."));
        notes.Add(Say($"What room and gain do not explain is {-room.Unexplained.Value:0} dB below the reference."));
        return new StyleParams { Reverb = new ReverbParams(key, room.Mix, new Seconds(0)), Gain = room.Gain };
    }

    private static StyleParams Processed(PairedIdentification found, Stages stages, List<string> notes)
    {
        notes.Add(Say($"What the identified processing does not explain is {-found.Unexplained.Value:0} dB below the reference."));
        if (found.Room is { Rt60: var rt60 })
            notes.Add(Say($"The reference is in a room{(rt60 is { } t ? Say($" (60 dB in {t.Value:0.00} s)") : "")}; the reverb is switched off, so that only its tone is copied."));
        var style = Compressed(found, stages, notes);
        if (Math.Max(Largest(found.MidDb), Largest(found.SideDb ?? [])) < 0.1)
        {
            notes.Add("The spectrum is the same: no equaliser needed.");
            return style;
        }
        if (stages.HasFlag(Stages.MatchFir)) return style with { MatchFir = Curve(found, stages.HasFlag(Stages.Width), notes) };
        if (stages.HasFlag(Stages.Eq)) style = Bands(style, PairedEqualiser.Fit(found), notes);
        else notes.Add(Say($"The response reaches {Largest(found.MidDb):0.0} dB; match FIR and EQ are switched off, so this is not copied."));
        return stages.HasFlag(Stages.Width) ? style with { Stereo = PairedEqualiser.Width(found) } : style;
    }

    private static StyleParams Compressed(PairedIdentification found, Stages stages, List<string> notes)
    {
        var compressor = stages.HasFlag(Stages.Compressor) ? found.Compressor.Spec : null;
        if (compressor is not null)
            notes.Add(Say($"Compression found: {compressor.Ratio:0.0}:1 above {compressor.Threshold.Value:0.0} dBFS, attack {compressor.Attack.Value * 1000:0.#} ms, release {compressor.Release.Value * 1000:0} ms; it explains the gain's movement to {found.Compressor.ResidualDb:0.00} dB."));
        else if (found.Compressor.Spec is not null)
            notes.Add("The reference is compressed; the compressor is switched off, so this is not copied.");
        else if (found.Compressor.ConstantResidualDb > 1)
            notes.Add(Say($"The gain moves by {found.Compressor.ConstantResidualDb:0.0} dB in a way that no compressor explains (automation, a limiter, an edit): not reachable."));
        return new StyleParams { Compressor = compressor, Gain = found.Compressor.Gain };
    }

    // What the bands leave to a gain stands before the compressor in the response, after it in the chain: the threshold moves along.
    private static StyleParams Bands(StyleParams style, PairedEqualiser fit, List<string> notes)
    {
        notes.Add(Say($"{fit.Bands.Count} EQ bands follow the measured response to {fit.ResidualDb:0.00} dB (root mean square, 30 Hz to 16 kHz); the most that is left is {fit.LargestDb:0.0} dB at {fit.LargestAt.Value:0} Hz."));
        return style with
        {
            Eq = fit.Bands,
            Compressor = style.Compressor is { } c ? c with { Threshold = c.Threshold - fit.Level } : null,
            Gain = style.Gain + fit.Level,
        };
    }

    private static MatchCurve Curve(PairedIdentification found, bool withSide, List<string> notes)
    {
        var side = withSide ? found.SideDb : null;
        var largest = Math.Max(Largest(found.MidDb), Largest(side ?? []));
        if (largest > MostDb) notes.Add(Say($"The response reaches {largest:0.0} dB; more than {MostDb:0} dB is not applied."));
        var unsure = Enumerable.Range(0, found.Frequencies.Count).Where(i => found.Coherence[i] < ResponseCurve.Believable).ToArray();
        if (unsure.Length > 0)
            notes.Add(Say($"At {unsure.Length} of {found.Frequencies.Count} points (from {found.Frequencies[unsure[0]].Value:0} Hz) target and reference have too little in common; the curve is carried on from its neighbours there."));
        return new MatchCurve(found.Frequencies, [.. found.MidDb.Select(Bounded)], side is null ? null : [.. side.Select(Bounded)], LinearPhase: false);
    }

    private static double Largest(IReadOnlyList<Decibels> db) => db.Count == 0 ? 0 : db.Max(d => Math.Abs(d.Value));

    private static Decibels Bounded(Decibels d) => new(Math.Clamp(d.Value, -MostDb, MostDb));
}
