namespace NTWorkstation.Audio.Signal;

/// <summary>What was probably meant by a word that is not known.</summary>
public static class Spelling
{
    /// <summary>The known word that is nearest, where it is near enough to be a slip of the keyboard; else null.</summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var (name, distance) = known.Select(k => (k, Distance(word, k))).DefaultIfEmpty(("", int.MaxValue)).MinBy(p => p.Item2);
        return distance <= Math.Max(1, name.TrimStart('-').Length / 3) ? name : null;
    }

    // Insertions, deletions, replacements and exchanged neighbours (Damerau and Levenshtein, optimal string alignment).
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
