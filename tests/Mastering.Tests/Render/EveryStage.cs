using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Tests.Fakes;

namespace NTWorkstation.Mastering.Tests.Render;

/// <summary>Presets with every stage at work, and music that gives each of them something to do.</summary>
internal static class EveryStage
{
    private static readonly CompressorSpec Soft = new() { Threshold = new(-30), Ratio = 2.5, LookAhead = new(0.0031), Attack = new(0.008), Release = new(0.09), Makeup = new(1) };

    /// <summary>All that can be cut: everything but the pitch.</summary>
    public static StyleParams Cuttable { get; } = new()
    {
        Eq =
        [
            new(EqType.HighPass, new(28), 0.7, default), new(EqType.LowShelf, new(110), 0.7, new(3)), new(EqType.Peaking, new(300), 1.4, new(-4)),
            new(EqType.Peaking, new(2500), 2, new(3)), new(EqType.HighShelf, new(9000), 0.7, new(-2)),
        ],
        MatchFir = new MatchCurve(
            [new(40), new(200), new(1000), new(5000), new(12000)], [new(2), new(-3), new(0), new(4), new(-5)], [new(-4), new(1), new(2), new(-2), new(3)], true),
        Multiband = new MultibandSpec([Soft, Soft with { Ratio = 4, Detector = Detector.Peak }, Soft with { Threshold = new(-36), Mix = 0.7 }], [new(180), new(2200)]),
        Rider = new RiderSpec { Target = new(-20), Amount = 0.8, Max = new(3), RateDbPerSecond = 6, Window = new(0.6) },
        Exciter = new ExciterSpec(new(14), 0.4, new(3000)),
        Stereo = new WidthSpec([0.6, 0.9, 1.2, 1.4], [new(150), new(900), new(4000)]),
        Reverb = new ReverbParams("synth:0.1:7", 0.15, new(0.011)),
        Gain = new(9),
        Limiter = new LimiterSpec { Ceiling = new(-1) },
    };

    /// <summary>The same with one compressor over all bands and a match FIR of minimum phase.</summary>
    public static StyleParams CuttableSingleBand { get; } = Cuttable with
    {
        Multiband = null,
        Compressor = Soft,
        MatchFir = Cuttable.MatchFir! with { LinearPhase = false },
        Limiter = new LimiterSpec { Ceiling = new(-3), LookAhead = new(0.0017), Release = new(0.03) },
    };

    /// <summary>Beats, chords and noise, louder and quieter by turns, with silence and a click in it.</summary>
    public static Clip Music(int channels, int frames, double rate = 44100, int seed = 3)
    {
        var random = new Random(seed);
        var planes = Enumerable.Range(0, channels).Select(_ => new double[frames]).ToArray();
        for (var i = 0; i < frames; i++)
        {
            var t = i / rate;
            var level = 0.05 + 0.25 * Math.Abs(Math.Sin(1.1 * t)) + (t % 3 > 2 ? 0.3 : 0);
            var beat = Math.Exp(-(t % 0.5) * 9);
            var common = random.NextDouble() - 0.5;
            for (var c = 0; c < channels; c++)
            {
                var chord = Math.Sin(2 * Math.PI * 55 * t) * beat + 0.5 * Math.Sin(2 * Math.PI * 440 * (1 + 0.01 * c) * t) + 0.3 * Math.Sin(2 * Math.PI * 5100 * t) * beat;
                planes[c][i] = t % 4 is > 1.9 and < 2.0 ? 0 : level * (chord + 0.5 * beat * common + 0.2 * (random.NextDouble() - 0.5));
            }
        }
        planes[0][frames / 3] = 0.9;
        return new Clip(new AudioFormat(new(rate), channels, AudioFormat.DefaultMask(channels)), planes);
    }
}
