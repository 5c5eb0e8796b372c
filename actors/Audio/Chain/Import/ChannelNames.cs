using System.Globalization;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>Speakers as Equalizer APO names them, as places of a stream's channels.</summary>
internal sealed class ChannelNames(int channels)
{
    // In the order of WAVEFORMATEXTENSIBLE, by the number of channels.
    private static readonly string[][] Layouts =
    [
        [], ["C"], ["L", "R"], ["L", "R", "C"], ["L", "R", "RL", "RR"], ["L", "R", "C", "RL", "RR"], ["L", "R", "C", "LFE", "RL", "RR"],
        ["L", "R", "C", "LFE", "RC", "SL", "SR"], ["L", "R", "C", "LFE", "RL", "RR", "SL", "SR"],
    ];

    public int Count => channels;

    /// <summary>"all", "L R", "1 2": null for all.</summary>
    /// <exception cref="ArgumentException">There is no such channel.</exception>
    public IReadOnlyList<int>? Read(string text)
    {
        var words = text.Split((char[])[' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) throw new ArgumentException("it names no channel");
        if (words.Any(w => w.Equals("all", StringComparison.OrdinalIgnoreCase))) return null;
        return [.. words.Select(Find).Distinct()];
    }

    /// <exception cref="ArgumentException">There is no such channel.</exception>
    public int Find(string word)
    {
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= channels) return number - 1;
        var name = word.ToUpperInvariant() switch { "SUB" => "LFE", "BL" => "RL", "BR" => "RR", "BC" => "RC", var other => other };
        var at = channels < Layouts.Length ? Array.IndexOf(Layouts[channels], name) : -1;
        return at >= 0 ? at : throw new ArgumentException(FormattableString.Invariant($"there is no channel {Words.Short(word)} among {channels}: say how many with --channels"));
    }
}
