using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.AnalysisNative;

namespace NTWorkstation.Dsp.Analysis;

internal sealed unsafe class NativeSoundAnalyser : ISoundAnalyser
{
    private readonly AnalyserHandle _handle;
    private readonly AudioFormat _format;
    private readonly bool _withF0;

    public NativeSoundAnalyser(AudioFormat format, SoundOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.TruePeakOversampling);
        _format = format;
        _withF0 = options.WithF0;
        var native = new AnalyserOptions
        {
            SampleRate = format.Rate.Hz,
            ChannelMask = format.ChannelMask,
            Channels = (uint)format.Channels,
            TruePeakOversampling = (uint)options.TruePeakOversampling,
            Features = options.WithF0 ? AnalyseF0 : 0,
        };
        Status.Check(nt_analyser_create(&native, out _handle));
    }

    public void Add(AudioBlock block)
    {
        Blocks.Require(block, _format.Channels);
        var planes = stackalloc double*[Planes.Max];
        Planes.Of(block, planes);
        Status.Check(nt_analyser_add(_handle, planes, (uint)block.Frames));
        GC.KeepAlive(block);
    }

    public SoundProfile Finish(string name)
    {
        Status.Check(nt_analyser_finish(_handle));
        Status.Check(nt_analyser_summarise(_handle, out var summary));
        return Measured(name, summary).ToProfile();
    }

    public void Dispose() => _handle.Dispose();

    private SoundStatistics Measured(string name, in AnalyserSummary s) => new()
    {
        Source = new SourceFacts(name, _format.Rate, _format.Channels, new Seconds(s.Loudness.Frames / _format.Rate.Hz)),
        Reading = Blocks.ToDomain(s.Loudness),
        MeanSquare = s.MeanSquare,
        MidPower = s.MidPower,
        SidePower = s.SidePower,
        CrossPower = s.CrossPower,
        Spectra = [.. Enumerable.Range(0, 3).Select(i => new LongTermSpectrum(
            SoundStatistics.FftSizes[i], Get(Values.SpectrumMid, i), Get(Values.SpectrumSide, i), Get(Values.SpectrumCross, i)))],
        SixthMeans = Get(Values.SixthMean),
        SixthDeviations = Get(Values.SixthDeviation),
        ThirdLevels = [.. Enumerable.Range(0, ThirdOctaves).Select(i => SoundStatistics.Level(Get(Values.ThirdLevels, i)))],
        Mel = new MelProfile
        {
            Centres = [.. Get(Values.MelHz).Select(f => new Hertz(f))],
            Power = Get(Values.MelPower),
            Levels = [.. Enumerable.Range(0, MelBands).Select(i => SoundStatistics.Level(Get(Values.MelLevels, i)))],
            SideLevels = [.. Enumerable.Range(0, MelBands).Select(i => SoundStatistics.Level(Get(Values.MelSideLevels, i)))],
        },
        ShortTerm = SoundStatistics.LoudnessLevel(Get(Values.LoudnessLevels, 1)),
        Momentary = SoundStatistics.LoudnessLevel(Get(Values.LoudnessLevels, 0)),
        SeriesStep = new Seconds(s.SeriesStep),
        MomentarySeries = GetFloats(Values.LoudnessSeries, 0),
        ShortTermSeries = GetFloats(Values.LoudnessSeries, 1),
        RmsLevels = [.. Enumerable.Range(0, 3).Select(i => SoundStatistics.Level(Get(Values.RmsLevels, i)))],
        CrestLevels = [.. Enumerable.Range(0, 2).Select(i => SoundStatistics.CrestLevel(Get(Values.CrestLevels, i)))],
        ClippedRuns = (long)s.ClippedRuns,
        DcOffset = Get(Values.Dc),
        Swing = Get(Values.Swing),
        Reverb = new ReverbEstimate(
            double.IsNaN(s.Rt60) ? null : new Seconds(s.Rt60), new Seconds(s.DecayStep), GetFloats(Values.Decay, 0)),
        F0 = _withF0 ? new PitchTrack(GetFloats(Values.F0Hz, 0), GetFloats(Values.F0Confidence, 0)) : null,
    };

    private ImmutableArray<double> Get(Values kind, int index = 0) => ImmutableCollectionsMarshal.AsImmutableArray(Read(kind, index));

    private ImmutableArray<float> GetFloats(Values kind, int index) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(Read(kind, index), v => (float)v));

    private double[] Read(Values kind, int index)
    {
        Status.Check(nt_analyser_values(_handle, kind, (uint)index, null, 0, out var count));
        var values = new double[count];
        fixed (double* p = values) Status.Check(nt_analyser_values(_handle, kind, (uint)index, p, count, out _));
        return values;
    }
}
