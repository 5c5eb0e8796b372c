using System.Globalization;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Level;

/// <summary>
/// What players turn the volume by: ReplayGain 2 (towards −18 LUFS), and in Opus the R128 gains of RFC 7845 (towards −23 LUFS, Q7.8, on top of
/// the header's gain, which a decoder has applied before anything was measured).
/// </summary>
public static class LoudnessTags
{
    public static readonly Lufs ReplayGainReference = new(-18);
    public static readonly Lufs R128Reference = new(-23);

    /// <summary>Null for silence, which no gain brings anywhere.</summary>
    public static Decibels? ReplayGain(LoudnessReading reading) => Gain(reading, ReplayGainReference);

    /// <summary>Null for silence.</summary>
    public static Decibels? R128Gain(LoudnessReading reading) => Gain(reading, R128Reference);

    /// <summary>The edits of a track's file. Of the other convention's tags nothing is left that would contradict.</summary>
    /// <param name="album">Null leaves the tags of an album as they are.</param>
    public static IReadOnlyList<KeyValuePair<string, string?>> Of(LoudnessReading track, LoudnessReading? album, bool isOpus)
    {
        var edits = new List<KeyValuePair<string, string?>>();
        // RFC 7845 keeps ReplayGain out of Opus, and the R128 gains belong to nothing else.
        Level("TRACK", track);
        if (album is not null) Level("ALBUM", album);
        if (!isOpus) Add("REPLAYGAIN_REFERENCE_LOUDNESS", Invariant($"{ReplayGainReference.Value:0.00} LUFS"));
        else Add("REPLAYGAIN_REFERENCE_LOUDNESS", null);
        return edits;

        void Level(string what, LoudnessReading reading)
        {
            var (gain, r128) = (ReplayGain(reading), R128Gain(reading));
            Add($"REPLAYGAIN_{what}_GAIN", isOpus || gain is null ? null : Invariant($"{gain.Value.Value:0.00} dB"));
            Add($"REPLAYGAIN_{what}_PEAK", isOpus || gain is null ? null : Invariant($"{reading.TruePeak.Amplitude:0.000000}"));
            Add($"REPLAYGAIN_{what}_RANGE", isOpus || gain is null ? null : Invariant($"{reading.Range:0.00} dB"));
            Add($"R128_{what}_GAIN", !isOpus || r128 is null ? null : Math.Clamp((int)Math.Round(r128.Value.Value * 256), short.MinValue, short.MaxValue).ToString(CultureInfo.InvariantCulture));
        }

        void Add(string key, string? value) => edits.Add(new(key, value));
    }

    private static Decibels? Gain(LoudnessReading reading, Lufs reference) => double.IsFinite(reading.Integrated.Value) ? reference - reading.Integrated : null;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
