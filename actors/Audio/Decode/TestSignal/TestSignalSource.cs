using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.TestSignal;

/// <summary>A signal that is computed. The samples are a function of the frame alone: seeking is exact, and they are the same on every machine.</summary>
public sealed class TestSignalSource : ISoundSource
{
    // A turn is 2^64, so that the phase wraps by itself and no error gathers.
    private const double Turn = 18446744073709551616.0;

    private readonly TestSignalSpec _spec;
    private readonly double _amplitude;
    private readonly ulong _step;
    private readonly double _octaves, _cycles, _sweepFrames;
    private readonly long _every;
    private readonly long _length;
    private readonly PinkNoise[] _pink = [];
    private readonly ulong[] _white = [];
    private long _at;
    private volatile bool _isInterrupted;

    public TestSignalSource(TestSignalSpec spec)
    {
        _spec = spec;
        var rate = spec.Rate.Hz;
        _amplitude = PortableMath.Amplitude(spec.Level.Value);
        _length = spec.Length is { } length ? spec.Rate.Frames(length).Value : long.MaxValue;
        switch (spec.Kind)
        {
            case TestSignalKind.Sine:
                // In decimal: a quotient of doubles would be off by a 2^-53rd, which adds up over an hour.
                _step = (ulong)Math.Round((decimal)spec.Frequency.Value / (decimal)rate * 18446744073709551616m);
                break;
            case TestSignalKind.Sweep:
                // Farina, Simultaneous measurement of impulse response and distortion with a swept-sine technique, 2000.
                _sweepFrames = _length;
                _octaves = PortableMath.Log2(spec.To.Value / spec.Frequency.Value);
                _cycles = spec.Frequency.Value / rate * _sweepFrames / PortableMath.Log(spec.To.Value / spec.Frequency.Value);
                break;
            case TestSignalKind.White:
                _white = [.. Enumerable.Range(0, spec.Channels).Select(c => Noise.Key(spec.Seed, c, 0))];
                break;
            case TestSignalKind.Pink:
                _pink = [.. Enumerable.Range(0, spec.Channels).Select(c => new PinkNoise(spec.Seed, c))];
                break;
            case TestSignalKind.Impulse:
                _every = spec.Rate.Frames(spec.Every).Value;
                break;
        }
        Info = new()
        {
            Format = new(spec.Rate, spec.Channels, AudioFormat.DefaultMask(spec.Channels)),
            Length = spec.Length is null ? null : new(_length),
            Estimate = spec.Length is null ? null : new(_length),
            Samples = SampleKind.F64,
            Container = "tone",
            Codec = spec.Kind.ToString().ToLowerInvariant(),
            BitRate = 0,
            Tags = new() { Entries = [new("title", spec.Title)] },
        };
    }

    public MediaInfo Info { get; }
    public string Title => _spec.Title;
    public bool IsSeekable => true;
    public bool IsLive => false;
    public long DamagedPackets => 0;

    public int Read(AudioBlock block)
    {
        if (block.Channels != _spec.Channels) throw new ArgumentException($"The block has {block.Channels} channels, the signal {_spec.Channels}.", nameof(block));
        if (_isInterrupted) throw new OperationCanceledException();
        block.Frames = (int)Math.Clamp(_length - _at, 0, block.Capacity);
        switch (_spec.Kind)
        {
            case TestSignalKind.White:
                for (var c = 0; c < block.Channels; c++) White(_white[c], block.Channel(c));
                break;
            case TestSignalKind.Pink:
                for (var c = 0; c < block.Channels; c++) _pink[c].Fill(_at, _amplitude, block.Channel(c));
                break;
            default:
                Same(block.Channel(0));
                for (var c = 1; c < block.Channels; c++) block.Channel(0).CopyTo(block.Channel(c));
                break;
        }
        _at += block.Frames;
        return block.Frames;
    }

    public void Seek(FrameCount position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position.Value, nameof(position));
        _at = position.Value;
    }

    public void Interrupt() => _isInterrupted = true;

    public void Dispose()
    {
    }

    private void White(ulong key, Span<double> target)
    {
        for (var i = 0; i < target.Length; i++) target[i] = _amplitude * Noise.At(key, _at + i);
    }

    private void Same(Span<double> target)
    {
        target.Clear();
        for (var i = 0; i < target.Length; i++)
        {
            var frame = _at + i;
            target[i] = _spec.Kind switch
            {
                TestSignalKind.Sine => _amplitude * PortableMath.CosSin((long)(_step * (ulong)frame) * (2 * Math.PI / Turn)).Sin,
                TestSignalKind.Sweep => _amplitude * SweepAt(frame),
                TestSignalKind.Impulse => frame == 0 || _every > 0 && frame % _every == 0 ? _amplitude : 0,
                _ => 0,
            };
        }
    }

    private double SweepAt(long frame)
    {
        var turns = _cycles * (PortableMath.Exp2(_octaves * (frame / _sweepFrames)) - 1);
        return PortableMath.CosSin((turns - Math.Round(turns)) * (2 * Math.PI)).Sin;
    }
}
