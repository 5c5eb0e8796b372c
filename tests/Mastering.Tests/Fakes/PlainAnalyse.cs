using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Tests.Fakes;

/// <summary>A meter of RMS and sample peak, for tests of what is done with a reading.</summary>
internal sealed class PlainAnalyse : IAnalyse
{
    public ILoudnessMeter Loudness(AudioFormat format, MeterOptions options) => new Meter();

    public ISoundAnalyser Sound(AudioFormat format, SoundOptions options) => throw new NotSupportedException("This fake measures loudness only.");

    public IArtifactMeter Artifacts(AudioFormat format) => throw new NotSupportedException("This fake measures loudness only.");

    private sealed class Meter : ILoudnessMeter
    {
        private double _energy;
        private double _peak;
        private long _count;

        public void Add(AudioBlock block)
        {
            for (var c = 0; c < block.Channels; c++)
                foreach (var x in block.Channel(c))
                {
                    _energy += x * x;
                    _peak = Math.Max(_peak, Math.Abs(x));
                    _count++;
                }
        }

        public void Merge(ILoudnessMeter other)
        {
            var from = (Meter)other;
            _energy += from._energy;
            _count += from._count;
            _peak = Math.Max(_peak, from._peak);
        }

        public LoudnessReading Read()
        {
            var loudness = new Lufs(10 * Math.Log10(_energy / Math.Max(1, _count)));
            return new LoudnessReading
            {
                Integrated = loudness, MomentaryMax = loudness, ShortTermMax = loudness, Range = 0,
                TruePeak = Decibels.FromAmplitude(_peak), SamplePeak = Decibels.FromAmplitude(_peak),
            };
        }

        public void Dispose()
        {
        }
    }
}
