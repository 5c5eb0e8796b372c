using System.Text.RegularExpressions;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>Equalizer APO's "Copy: L=0.5*L+0.5*R R=-6dB*R": channels as sums of channels.</summary>
internal static partial class ChannelCopy
{
    /// <exception cref="ArgumentException">It is not of that form, or names channels that are not there.</exception>
    public static void Add(string value, ChannelNames names, ChainBuilder chain)
    {
        var sums = new Dictionary<int, List<(int From, double Factor)>>();
        foreach (var assignment in value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = assignment.Split('=');
            if (parts.Length != 2) throw new ArgumentException($"\"{Words.Short(assignment)}\" is no sum of channels");
            sums[names.Find(parts[0])] = [.. Terms(parts[1]).Select(t => Term(t, names))];
        }
        if (sums.Count == 0) throw new ArgumentException("it copies nothing");
        var routes = new List<(int From, int To, double Factor)>();
        for (var to = 0; to < names.Count; to++)
            foreach (var (from, factor) in sums.GetValueOrDefault(to, [(to, 1)])) routes.Add((from, to, factor));
        chain.AddMatrix(names.Count, [.. routes.Where(r => r.Factor != 0)]);
    }

    // The sign belongs to what follows, but for that of an exponent.
    private static IEnumerable<string> Terms(string sum) => Split().Split(sum).Where(t => t.Length > 0);

    private static (int From, double Factor) Term(string term, ChannelNames names)
    {
        var bare = term.TrimStart('+', '-');
        var sign = term[..^bare.Length].Count(c => c == '-') % 2 == 0 ? 1.0 : -1.0;
        var words = bare.Split('*');
        if (words.Length == 1) return (names.Find(words[0]), sign);
        if (words.Length != 2) throw new ArgumentException($"\"{Words.Short(term)}\" is no channel with its factor");
        var isDecibels = words[0].EndsWith("dB", StringComparison.OrdinalIgnoreCase);
        if (!Words.TryNumber(isDecibels ? words[0][..^2] : words[0], out var factor, comma: true)) throw new ArgumentException($"\"{Words.Short(words[0])}\" is no factor");
        return (names.Find(words[1]), isDecibels ? Math.Pow(10, sign * factor / 20) : sign * factor);
    }

    [GeneratedRegex(@"(?<=[A-Za-z0-9])(?<![0-9][eE])(?=[+-])", RegexOptions.CultureInvariant)]
    private static partial Regex Split();
}
