using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// Magnitude of the analogue prototypes of equaliser bands (Bristow-Johnson, Audio EQ Cookbook), which the renderer's filters follow.
/// </summary>
public static class BandResponse
{
    /// <summary>Gain in dB of one band at a frequency. Peaking and shelves; others count as flat.</summary>
    public static double Db(EqType type, double centreHz, double q, double gainDb, double hz) => new BandShape(type, centreHz, q, gainDb).Db(hz);

    /// <summary>Gain in dB of a cascade.</summary>
    public static double Db(IReadOnlyList<EqBand> bands, double hz)
    {
        var sum = 0.0;
        foreach (var b in bands) sum += Db(b.Type, b.Frequency.Value, b.Q, b.Gain.Value, hz);
        return sum;
    }

    /// <summary>The same cascade for many frequencies.</summary>
    public static Func<double, double> Curve(IReadOnlyList<EqBand> bands)
    {
        var shapes = bands.Select(b => new BandShape(b.Type, b.Frequency.Value, b.Q, b.Gain.Value)).ToArray();
        return hz =>
        {
            var ratio = 1.0;
            foreach (var s in shapes) ratio *= s.Power(hz);
            return 10 * Math.Log10(ratio);
        };
    }
}

/// <summary>One band with what does not depend on the frequency worked out.</summary>
internal readonly struct BandShape
{
    private readonly EqType _type;
    private readonly double _inverseHz, _a, _damping, _top, _bottom;

    public BandShape(EqType type, double centreHz, double q, double gainDb)
    {
        _type = type;
        _inverseHz = 1 / centreHz;
        _a = Math.Pow(10, gainDb / 40);
        _damping = _a / (q * q);
        _top = _a * _a / (q * q);
        _bottom = 1 / (_a * _a * q * q);
    }

    public double Db(double hz) => 10 * Math.Log10(Power(hz));

    /// <summary>Power gain.</summary>
    public double Power(double hz)
    {
        var root = hz * _inverseHz;
        var x = root * root;
        switch (_type)
        {
            case EqType.Peaking:
                var off = (1 - x) * (1 - x);
                return (off + x * _top) / (off + x * _bottom);
            case EqType.LowShelf:
                return _a * _a * ((_a - x) * (_a - x) + _damping * x) / ((1 - _a * x) * (1 - _a * x) + _damping * x);
            case EqType.HighShelf:
                return _a * _a * ((1 - _a * x) * (1 - _a * x) + _damping * x) / ((_a - x) * (_a - x) + _damping * x);
            default:
                return 1;
        }
    }
}
