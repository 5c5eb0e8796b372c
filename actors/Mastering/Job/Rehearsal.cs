using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Job;

/// <summary>The parts that speak for a whole target, rendered in memory to foretell what a style does to it. For one thread.</summary>
internal sealed class Rehearsal
{
    /// <summary>Nearer than this the gain is left as it is: what the excerpts foretell is no surer.</summary>
    private const double LoudnessStep = 0.05;
    private const int MostGainSteps = 2;
    private readonly Trial _trial;
    private readonly Excerpt _excerpt;
    private readonly SoundProfile _target, _untouched;
    private readonly bool _isWhole;
    private readonly CancellationToken _cancellation;

    public Rehearsal(Trial trial, IDecode decode, string path, SoundProfile target, CancellationToken cancellation)
    {
        var (starts, length) = Excerpt.Representative(target);
        (_trial, _target, _cancellation) = (trial, target, cancellation);
        _excerpt = Excerpt.Read(decode, path, starts, length, cancellation);
        _isWhole = starts.Count == 1 && length == target.Source.Duration;
        _untouched = _isWhole ? target : trial.Observe(_excerpt, new StyleParams(), cancellation).Profile;
    }

    /// <summary>The parts hold no sound: they foretell nothing.</summary>
    public bool IsSilent => _untouched.Defects.IsSilent;

    /// <summary>What the whole would show behind a style.</summary>
    public RenderObservation Observe(StyleParams style)
    {
        var seen = _trial.Observe(_excerpt, style, _cancellation);
        return _isWhole ? seen : seen with { Profile = ExcerptProjection.Project(_target, _untouched, seen.Profile) };
    }

    /// <summary>A style with the gain that brings the whole to its loudness, for a second rendering of the whole costs many times as much.</summary>
    /// <param name="rendered">A style, and the loudness the whole has behind it; null for the target as it is.</param>
    public StyleParams Levelled(StyleParams style, (StyleParams Style, Lufs Loudness)? rendered = null)
    {
        if (style.Loudness is not { } wanted) return style;
        var (whole, part) = rendered is { } known
            ? (known.Loudness, _trial.Loudness(_excerpt, known.Style, _cancellation).Loudness)
            : (_target.Loudness.Reading.Integrated, _untouched.Loudness.Reading.Integrated);
        for (var step = 0; step < MostGainSteps; step++)
        {
            var (loudness, reduction) = _trial.Loudness(_excerpt, style, _cancellation);
            var missing = wanted.Value - (whole.Value + (loudness - part).Value);
            if (!(Math.Abs(missing) > LoudnessStep)) break;
            // More gain drives the limiter harder, by as much at most.
            var most = Math.Clamp(LimiterSpec.MostReduction.Value - reduction.Value, 0, 3);
            style = style with { Gain = style.Gain + new Decibels(Math.Clamp(missing, -3, most)) };
        }
        return style;
    }
}
