using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>Puts an identification into the readable parameters, within the bounds that parameters have, and says so in notes.</summary>
public static class PairedStyle
{
    private const double MostDb = 12;

    /// <param name="compared">Length of what was compared.</param>
    /// <param name="stages">Stages that may be used; what is switched off is left to the notes.</param>
    public static StyleParams From(PairedIdentification found, FineAlignment alignment, Seconds compared, Stages stages, Decibels ceiling)
    {
        var notes = new List<string>
        {
            Say($"Same performance: compared {compared.Value:0} s, coherence {found.MeanCoherence:P0}; the reference starts {alignment.OffsetFrames / 48:0.0} ms later and its clock runs {alignment.DriftPpm:0.0} ppm off (not copied)."),
            Say($"What the identified processing does not explain is {-found.Unexplained.Value:0} dB below the reference."),
        };
        var curve = stages.HasFlag(Stages.MatchFir) ? Curve(found, notes) : null;
        var compressor = stages.HasFlag(Stages.Compressor) ? found.Compressor.Spec : null;
        if (compressor is not null)
        {
            notes.Add(Say($"Compression found: {compressor.Ratio:0.0}:1 above {compressor.Threshold.Value:0.0} dBFS, attack {compressor.Attack.Value * 1000:0.#} ms, release {compressor.Release.Value * 1000:0} ms; it explains the gain's movement to {found.Compressor.ResidualDb:0.00} dB."));
        }
        else if (found.Compressor.Spec is not null)
        {
            notes.Add("The reference is compressed; the compressor is switched off, so this is not copied.");
        }
        else if (found.Compressor.ConstantResidualDb > 1)
        {
            notes.Add(Say($"The gain moves by {found.Compressor.ConstantResidualDb:0.0} dB in a way that no compressor explains (automation, a limiter, an edit): not reachable."));
        }
        if (found.LateEnergy.Value > -25)
            notes.Add(Say($"The response rings on beyond 15 ms ({found.LateEnergy.Value:0} dB of its energy), as a room or a long filter does: a reverb given with --ir comes nearer than an equaliser."));
        return new StyleParams
        {
            MatchFir = curve,
            Compressor = compressor,
            Gain = found.Compressor.Gain,
            Limiter = stages.HasFlag(Stages.Limiter) ? new LimiterSpec { Ceiling = ceiling } : null,
            Notes = notes,
        };
    }

    private static MatchCurve? Curve(PairedIdentification found, List<string> notes)
    {
        var largest = found.MidDb.Concat(found.SideDb ?? []).Max(d => Math.Abs(d.Value));
        if (largest < 0.1)
        {
            notes.Add("The spectrum is the same: no equaliser needed.");
            return null;
        }
        if (largest > MostDb) notes.Add(Say($"The response reaches {largest:0.0} dB; more than {MostDb:0} dB is not applied."));
        var unsure = Enumerable.Range(0, found.Frequencies.Count).Where(i => found.Coherence[i] < 0.6).ToArray();
        if (unsure.Length > 0)
            notes.Add(Say($"At {unsure.Length} of {found.Frequencies.Count} points (from {found.Frequencies[unsure[0]].Value:0} Hz) target and reference have too little in common; the curve is carried on from its neighbours there."));
        return new MatchCurve(
            found.Frequencies,
            [.. found.MidDb.Select(Bounded)],
            found.SideDb is null ? null : [.. found.SideDb.Select(Bounded)],
            LinearPhase: false);
    }

    private static Decibels Bounded(Decibels d) => new(Math.Clamp(d.Value, -MostDb, MostDb));

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
