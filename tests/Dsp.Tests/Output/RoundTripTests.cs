using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Output;

public sealed class RoundTripTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<MediaKind, string, SampleKind, int> Lossless() => new()
    {
        { MediaKind.Wav, "x.wav", SampleKind.S16, 16 },
        { MediaKind.Wav, "x.wav", SampleKind.S24, 24 },
        { MediaKind.Wav, "x.wav", SampleKind.S32, 32 },
        { MediaKind.Wav, "x.wav", SampleKind.F32, 24 },
        { MediaKind.Wav, "x.wav", SampleKind.F64, 52 },
        { MediaKind.Flac, "x.flac", SampleKind.S16, 16 },
        { MediaKind.Flac, "x.flac", SampleKind.S24, 24 },
        { MediaKind.WavPack, "x.wv", SampleKind.S16, 16 },
        { MediaKind.WavPack, "x.wv", SampleKind.S24, 24 },
        { MediaKind.WavPack, "x.wv", SampleKind.S32, 32 },
        { MediaKind.WavPack, "x.wv", SampleKind.F32, 24 },
        { MediaKind.Alac, "x.m4a", SampleKind.S16, 16 },
        { MediaKind.Alac, "x.m4a", SampleKind.S24, 24 },
    };

    [Theory]
    [MemberData(nameof(Lossless))]
    public void given_a_signal_on_the_grid_when_written_losslessly_then_it_comes_back_bit_exact(MediaKind kind, string name, SampleKind samples, int bits)
    {
        foreach (var channels in new[] { 1, 2, 6 })
        {
            foreach (var frames in new[] { 1, 4607, 100001 })
            {
                var planes = Signals.OnGrid(channels, frames, bits, seed: frames + channels);
                var format = new AudioFormat(new SampleRate(44100), channels, AudioFormat.DefaultMask(channels));
                using (var writer = new NativeOutput().Create(_folder[name], new WriterOptions { Kind = kind, Format = format, Samples = samples }))
                {
                    Signals.Write(writer, planes);
                    writer.Commit();
                }
                using var reader = new NativeDecode().Open(_folder[name]);
                Assert.Equal(samples, reader.Info.Samples);
                Assert.Equal(channels, reader.Info.Format.Channels);
                Assert.Equal(44100, reader.Info.Format.Rate.Hz);
                Assert.Equal(new FrameCount(frames), reader.Info.Length);
                var read = Signals.ReadAll(reader);
                Assert.Equal(0, reader.DamagedPackets);
                for (var c = 0; c < channels; c++) Assert.Equal(planes[c], read[c]);
            }
        }
    }
}
