using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Writes samples of one rate into a file of another: what a lossy codec that lacks the rate is given. For one thread.</summary>
internal sealed class ResampledWriter : IMediaWriter
{
    private readonly IMediaWriter _inner;
    private readonly IResampler _resampler;
    private readonly AudioBlock _converted, _nothing;
    private bool _ended;

    private ResampledWriter(IMediaWriter inner, IResampler resampler, int channels)
    {
        (_inner, _resampler) = (inner, resampler);
        _converted = new AudioBlock(channels, 8192);
        _nothing = new AudioBlock(channels, 1) { Frames = 0 };
    }

    /// <summary>A writer for samples of the options' format, whatever rate the file is to have.</summary>
    /// <param name="rate">Of the file.</param>
    public static IMediaWriter Create(IOutput output, IGraph graph, string path, WriterOptions options, SampleRate rate, ResampleQuality quality)
    {
        var format = options.Format;
        if (rate == format.Rate) return output.Create(path, options);
        var inner = output.Create(path, options with { Format = format with { Rate = rate } });
        try
        {
            return new ResampledWriter(inner, graph.Resample(format.Rate, rate, format.Channels, quality), format.Channels);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    public void Write(AudioBlock block)
    {
        for (var input = block; ; input = _nothing)
        {
            _resampler.Process(input, _converted);
            if (_converted.Frames > 0) _inner.Write(_converted);
            // A full block says that more may be waiting inside.
            if (_converted.Frames < _converted.Capacity) return;
        }
    }

    public void Commit()
    {
        End();
        _inner.Commit();
    }

    public string Finish()
    {
        End();
        return _inner.Finish();
    }

    public void Dispose()
    {
        _resampler.Dispose();
        _inner.Dispose();
    }

    private void End()
    {
        if (_ended) return;
        _ended = true;
        for (var more = true; more;)
        {
            more = _resampler.Flush(_converted);
            if (_converted.Frames > 0) _inner.Write(_converted);
        }
    }
}
