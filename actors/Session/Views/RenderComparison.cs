using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.Views;

public enum RenderVerdict
{
    /// <summary>There is no render to compare with.</summary>
    None,
    Same,
    Different,
    /// <summary>Something else than the session makes the samples differ, or could.</summary>
    NotComparable,
}

/// <summary>Whether a render that was made again has the samples that it had. Samples are promised to be the same where the versions that
/// made them and the class of processor are, and they are stored alike.</summary>
/// <param name="Text">In words, with what stands in the way of a comparison.</param>
public sealed record RenderComparison(RenderVerdict Verdict, string Text)
{
    /// <param name="made">Null where none was made of this plan.</param>
    public static RenderComparison Of(RenderRecord? made, RenderRecord again)
    {
        if (made is null) return new(RenderVerdict.None, "No render was made of this state before: there is nothing to compare with.");
        var of = FormattableString.Invariant($"the render of event {made.OfSequence}");
        if (made.Hash == again.Hash) return new(RenderVerdict.Same, $"The same samples as {of}: {again.Hash}");
        var differences = Differences(made, again).ToArray();
        return differences.Length > 0
            ? new(RenderVerdict.NotComparable, $"Not comparable with {of}: {string.Join("; ", differences)}.")
            : new(RenderVerdict.Different, $"Other samples than {of}: {again.Hash}, and then {made.Hash}. Everything that makes them is the same, so this is a fault: keep both files and report it.");
    }

    private static IEnumerable<string> Differences(RenderRecord made, RenderRecord again)
    {
        if (made.PlanHash != again.PlanHash) yield return "it is of another state";
        foreach (var (what, then, now) in new[]
        {
            ("engine", made.Engine, again.Engine), ("processor class", made.IsaClass, again.IsaClass), ("codecs", made.Codec, again.Codec),
            ("resampler", made.Resampler, again.Resampler), ("pitch shifter", made.Pitch, again.Pitch),
            ("sample type", made.Samples.ToString(), again.Samples.ToString()), ("dither", made.Dither.ToString(), again.Dither.ToString()),
            ("format", Lossy(made), Lossy(again)),
        })
            if (then != now) yield return $"{what} {then} then, {now} now";
        if (made.DitherSeed != again.DitherSeed) yield return "another seed of the dither";
        if (made.Rate != again.Rate) yield return $"{made.Rate} then, {again.Rate} now";
    }

    // Lossless containers hold the same samples; a lossy one decides what is rendered (the rate it has, the peaks it makes).
    private static string Lossy(RenderRecord r) => r.Samples == Audio.Decode.SampleKind.Lossy ? FormattableString.Invariant($"{r.Kind} {r.BitRate}") : "lossless";
}
