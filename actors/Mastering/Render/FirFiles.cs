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
    /// <summary>True where a file of this name is read as text.</summary>
    public static bool IsText(string path) => Path.GetExtension(path).ToUpperInvariant() is ".TXT" or ".CSV" or ".DAT";

    /// <exception cref="MediaException">The file cannot be read, is too long, or has not the channels that are asked for.</exception>
    public FirSpec Resolve(NamedFirSpec fir, AudioFormat format)
    {
        var (planes, rate) = fir.Taps is { } taps ? ([[.. taps]], fir.Rate)
            : IsText(fir.File!) ? Text(fir.File!, fir.Rate)
            : Load(fir.File!);
        if (fir.Channel is { } channel)
        {
            if (channel >= planes.Length)
                throw new MediaException(MediaFault.Unsupported, $"{fir.File}: there is no channel {channel}.\nIt has {planes.Length}, and they count from 0.");
            planes = [planes[channel]];
        }
        if (planes.Length > 1 && planes.Length != format.Channels)
            throw new MediaException(MediaFault.Unsupported, $"{fir.File}: {planes.Length} responses for {format.Channels} channels.\nGive as many as channels, one, or choose one with \"channel\".");
        // A convolution sums over as many more frames as there are in a second: the filter stays as loud at every rate.
        if (rate is { } own && own != format.Rate) planes = PlaneResampling.Convert(graph, planes, own, format.Rate, own.Hz / format.Rate.Hz);
        var gain = fir.Gain.Value == 0 ? 1 : PortableMath.Amplitude(fir.Gain.Value);
        var count = planes[0].Length;
        if (count > NamedFirSpec.MostTaps) throw FirText.TooLong(fir.File ?? "taps");
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

    // What the chain says of the rate goes before what the file says.
    private static (double[][] Planes, SampleRate? Rate) Text(string path, SampleRate? rate)
    {
        var (taps, own) = FirText.Read(path);
        return ([taps], rate ?? own);
    }

    private (double[][] Planes, SampleRate? Rate) Load(string path) => ResponseFile.Read(decode, path, _ => NamedFirSpec.MostTaps, () => FirText.TooLong(path));
}
