using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// Magnitude of the analogue prototypes of equaliser bands (Bristow-Johnson, Audio EQ Cookbook), which the renderer's filters follow.
/// </summary>
public static class BandResponse
{
    /// <summary>Gain in dB of one band at a frequency. Peaking and shelves; others count as flat.</summary>
    public static double Db(EqType type, double centreHz, double q, double gainDb, double hz)
    {
        var a = Math.Pow(10, gainDb / 40);
        var x = hz / centreHz * (hz / centreHz);
        double num, den;
        switch (type)
        {
            case EqType.Peaking:
                num = (1 - x) * (1 - x) + x * a * a / (q * q);
                den = (1 - x) * (1 - x) + x / (a * a * q * q);
                break;
            case EqType.LowShelf:
                num = a * a * ((a - x) * (a - x) + a * x / (q * q));
                den = (1 - a * x) * (1 - a * x) + a * x / (q * q);
                break;
            case EqType.HighShelf:
                num = a * a * ((1 - a * x) * (1 - a * x) + a * x / (q * q));
                den = (a - x) * (a - x) + a * x / (q * q);
                break;
            default:
                return 0;
        }
        return 10 * Math.Log10(num / den);
    }

    /// <summary>Gain in dB of a cascade.</summary>
    public static double Db(IReadOnlyList<EqBand> bands, double hz)
    {
        var sum = 0.0;
        foreach (var b in bands) sum += Db(b.Type, b.Frequency.Value, b.Q, b.Gain.Value, hz);
        return sum;
    }
}
