using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>
/// Brings the responses of FIRs to the rate and channels of a render: from audio files of any rate, from text with a number a line, or from a
/// list. Nothing is normalised. One thread at a time.
/// </summary>
internal sealed class FirFiles(IDecode decode, IGraph graph)
{
    // Of a text: a line has a number and perhaps a comment.
    private const long MostTextBytes = 64L * NamedFirSpec.MostTaps;

    /// <summary>True where a file of this name is read as text.</summary>
    public static bool IsText(string path) => Path.GetExtension(path).ToUpperInvariant() is ".TXT" or ".CSV" or ".DAT";

    /// <exception cref="MediaException">The file cannot be read, is too long, or has not the channels that are asked for.</exception>
    public FirSpec Resolve(NamedFirSpec fir, AudioFormat format)
    {
        var (planes, rate) = fir.Taps is { } taps ? ([[.. taps]], fir.Rate)
            : IsText(fir.File!) ? ([ReadText(fir.File!)], fir.Rate)
            : Load(fir.File!);
        if (fir.Channel is { } channel)
        {
            if (channel >= planes.Length)
                throw new MediaException(MediaFault.Unsupported, $"{fir.File}: there is no channel {channel}: it has {planes.Length}, and they count from 0.");
            planes = [planes[channel]];
        }
        if (planes.Length > 1 && planes.Length != format.Channels)
            throw new MediaException(MediaFault.Unsupported, $"{fir.File}: {planes.Length} responses for {format.Channels} channels: give as many as channels, one, or choose one with \"channel\".");
        // A convolution sums over as many more frames as there are in a second: the filter stays as loud at every rate.
        if (rate is { } own && own != format.Rate) planes = PlaneResampling.Convert(graph, planes, own, format.Rate, own.Hz / format.Rate.Hz);
        var gain = fir.Gain.Value == 0 ? 1 : PortableMath.Amplitude(fir.Gain.Value);
        var count = planes[0].Length;
        if (count > NamedFirSpec.MostTaps) throw TooLong(fir.File ?? "taps");
        var all = new double[planes.Length * count];
        for (var c = 0; c < planes.Length; c++)
            for (var i = 0; i < count; i++) all[c * count + i] = gain * planes[c][i];
        return new FirSpec(all, null, fir.Alignment == FirAlignment.Peak ? Peak(all, count) : 0) { Responses = planes.Length > 1 ? planes.Length : 0 };
    }

    private static int Peak(double[] taps, int count)
    {
        var at = 0;
        for (var i = 1; i < taps.Length; i++)
            if (Math.Abs(taps[i]) > Math.Abs(taps[at])) at = i;
        return at % count;
    }

    private (double[][] Planes, SampleRate? Rate) Load(string path) => ResponseFile.Read(decode, path, _ => NamedFirSpec.MostTaps, () => TooLong(path));

    private static double[] ReadText(string path)
    {
        var taps = new List<double>();
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostTextBytes }) throw TooLong(path);
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                var text = line.Split('#', 2)[0].Trim().TrimEnd(',', ';').Trim();
                if (text.Length == 0) continue;
                if (taps.Count == NamedFirSpec.MostTaps) throw TooLong(path);
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    throw new MediaException(MediaFault.Malformed, $"{path}, line {number}: \"{(text.Length > 40 ? text[..40] + "…" : text)}\" is no number; a response in text has one number a line.");
                taps.Add(value);
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
        if (taps.Count == 0) throw new MediaException(MediaFault.TooLittle, $"{path}: the response holds no numbers.");
        return [.. taps];
    }

    private static MediaException TooLong(string path) => new(MediaFault.Limit, $"{path}: a response may have {NamedFirSpec.MostTaps} taps. Cut it.");
}
