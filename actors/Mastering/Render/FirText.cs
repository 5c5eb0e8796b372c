using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// Responses as text: a number a line, with a point or (but in CSV, where it separates) a comma for decimals; what follows '#' or "//" is a comment, and a line that begins with
/// '*' is one. REW's export of an impulse response is such a text with a head, which names the time between two samples.
/// </summary>
internal static class FirText
{
    // A line has a number and perhaps a comment.
    private const long MostBytes = 64L * NamedFirSpec.MostTaps;
    private const double LowestRate = 1000, HighestRate = 1600000;

    /// <returns>The taps, and the rate where the text names it.</returns>
    /// <exception cref="MediaException">It cannot be read, is too long, or holds no numbers.</exception>
    public static (double[] Taps, SampleRate? Rate) Read(string path)
    {
        var (taps, rate) = (new List<double>(), (SampleRate?)null);
        var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes }) throw TooLong(path);
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                var whole = line.Trim();
                if (whole.StartsWith('*'))
                {
                    // The numbers ahead of it describe the response.
                    if (whole[1..].Trim().Equals("Data start", StringComparison.OrdinalIgnoreCase)) taps.Clear();
                    continue;
                }
                var text = whole.Split('#', 2)[0].Split("//", 2)[0].Trim().TrimEnd(',', ';').Trim();
                if (text.Length == 0) continue;
                if (taps.Count == NamedFirSpec.MostTaps) throw TooLong(path);
                if (!double.TryParse(isCsv ? text : text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    throw new MediaException(MediaFault.Malformed, $"{path}, line {number}: \"{(text.Length > 40 ? text[..40] + "…" : text)}\" is no number.\nA response in text has one number a line.");
                taps.Add(value);
                if (whole.Contains("// Sample interval", StringComparison.OrdinalIgnoreCase) && 1 / value is >= LowestRate and <= HighestRate and var hz)
                    rate = new SampleRate(Math.Round(hz, 3));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MediaException(MediaFault.NotFound, $"{path}: there is no such file.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || e is IOException and not MediaException)
        {
            throw new MediaException(MediaFault.Io, $"{path}: {e.Message}", e);
        }
        return taps.Count > 0 ? ([.. taps], rate) : throw new MediaException(MediaFault.TooLittle, $"{path}: the response holds no numbers.");
    }

    public static MediaException TooLong(string path) => new(MediaFault.Limit, $"{path}: a response may have {NamedFirSpec.MostTaps} taps. Cut it.");
}
