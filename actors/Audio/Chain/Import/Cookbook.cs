using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// The digital filters of other equalisers as coefficients: R. Bristow-Johnson's cookbook for audio EQ biquads, and the bilinear transforms
/// of first-order filters. a0 is 1.
/// </summary>
public static class Cookbook
{
    /// <summary>Quality of a bandwidth in octaves between the points of half gain, as the digital filter has it.</summary>
    public static double QualityOfBandwidth(double octaves, Hertz f, SampleRate rate)
    {
        var w = Angle(f, rate);
        return 1 / (2 * Math.Sinh(Math.Log(2) / 2 * octaves * w / Math.Sin(w)));
    }

    /// <summary>Quality of a shelf by its slope; 1 is the steepest without overshoot.</summary>
    public static double QualityOfSlope(double slope, Decibels gain)
    {
        var a = Math.Pow(10, gain.Value / 40);
        return 1 / Math.Sqrt((a + 1 / a) * (1 / slope - 1) + 2);
    }

    /// <summary>The slope that a shelf of this quality has.</summary>
    public static double SlopeOfQuality(double q, Decibels gain)
    {
        var a = Math.Pow(10, gain.Value / 40);
        return 1 / ((1 / (q * q) - 2) / (a + 1 / a) + 1);
    }

    public static BiquadSection Of(EqBand band, SampleRate rate)
    {
        var w = Angle(band.Frequency, rate);
        var (cos, alpha) = (Math.Cos(w), Math.Sin(w) / (2 * band.Q));
        var a = Math.Pow(10, band.Gain.Value / 40);
        var beta = 2 * Math.Sqrt(a) * alpha;
        return band.Type switch
        {
            EqType.Peaking => Normal(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a),
            EqType.LowShelf => Normal(
                a * (a + 1 - (a - 1) * cos + beta), 2 * a * (a - 1 - (a + 1) * cos), a * (a + 1 - (a - 1) * cos - beta),
                a + 1 + (a - 1) * cos + beta, -2 * (a - 1 + (a + 1) * cos), a + 1 + (a - 1) * cos - beta),
            EqType.HighShelf => Normal(
                a * (a + 1 + (a - 1) * cos + beta), -2 * a * (a - 1 + (a + 1) * cos), a * (a + 1 + (a - 1) * cos - beta),
                a + 1 - (a - 1) * cos + beta, 2 * (a - 1 - (a + 1) * cos), a + 1 - (a - 1) * cos - beta),
            EqType.LowPass => Normal((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha),
            EqType.HighPass => Normal((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha),
            EqType.BandPass => Normal(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha),
            EqType.Notch => Normal(1, -2 * cos, 1, 1 + alpha, -2 * cos, 1 - alpha),
            _ => Normal(1 - alpha, -2 * cos, 1 + alpha, 1 + alpha, -2 * cos, 1 - alpha),
        };
    }

    /// <summary>Of first order.</summary>
    public static BiquadSection FirstOrder(EqType type, Hertz f, Decibels gain, SampleRate rate)
    {
        var t = Math.Tan(Angle(f, rate) / 2);
        var a = Math.Pow(10, gain.Value / 40);
        return type switch
        {
            EqType.LowPass => Normal(t, t, 0, 1 + t, t - 1, 0),
            EqType.HighPass => Normal(1, -1, 0, 1 + t, t - 1, 0),
            EqType.LowShelf => Normal(a * a * t + a, a * a * t - a, 0, t + a, t - a, 0),
            EqType.HighShelf => Normal(a * t + a * a, a * t - a * a, 0, a * t + 1, a * t - 1, 0),
            EqType.AllPass => Normal(t - 1, t + 1, 0, t + 1, t - 1, 0),
            _ => throw new ArgumentException($"There is no {type} of first order.", nameof(type)),
        };
    }

    /// <summary>Zeros at one frequency, poles of another frequency and quality.</summary>
    /// <param name="unityAtDc">Gain 1 at 0 Hz, otherwise at half the rate.</param>
    public static BiquadSection GeneralNotch(Hertz zero, Hertz pole, double q, bool unityAtDc, SampleRate rate)
    {
        var (z, p) = (Math.Tan(Angle(zero, rate) / 2), Math.Tan(Angle(pole, rate) / 2));
        var gain = unityAtDc ? p * p / (z * z) : 1;
        return Normal(gain * (1 + z * z), -2 * gain * (1 - z * z), gain * (1 + z * z), 1 + p / q + p * p, 2 * (p * p - 1), 1 - p / q + p * p);
    }

    /// <summary>The Linkwitz transform: a resonance of one frequency and quality becomes another, the bilinear transform kept at their mean.</summary>
    public static BiquadSection LinkwitzTransform(Hertz actual, double actualQ, Hertz target, double targetQ, SampleRate rate)
    {
        var (d0, d1) = (Math.Pow(2 * Math.PI * actual.Value, 2), 2 * Math.PI * actual.Value / actualQ);
        var (c0, c1) = (Math.Pow(2 * Math.PI * target.Value, 2), 2 * Math.PI * target.Value / targetQ);
        var middle = (actual.Value + target.Value) / 2;
        var g = 2 * Math.PI * middle / Math.Tan(Math.PI * middle / rate.Hz);
        return Normal(d0 + g * d1 + g * g, 2 * (d0 - g * g), d0 - g * d1 + g * g, c0 + g * c1 + g * g, 2 * (c0 - g * g), c0 - g * c1 + g * g);
    }

    /// <summary>Qualities of the second-order sections of a Butterworth filter; of an odd order one of first order stands beside them.</summary>
    public static IReadOnlyList<double> ButterworthQualities(int order) =>
        [.. Enumerable.Range(0, order / 2).Select(n => 1 / (2 * Math.Sin(Math.PI / order * (n + 0.5))))];

    /// <summary>a0 becomes 1.</summary>
    public static BiquadSection Normal(double b0, double b1, double b2, double a0, double a1, double a2) => new(b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);

    private static double Angle(Hertz f, SampleRate rate) => 2 * Math.PI * f.Value / rate.Hz;
}
