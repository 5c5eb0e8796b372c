using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
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
                Signals.WriteFile(_folder[name], new WriterOptions { Kind = kind, Format = format, Samples = samples }, planes);
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

    [Theory]
    [InlineData(MediaKind.Mp3, "x.mp3", 44100)]
    [InlineData(MediaKind.Mp3, "x.mp3", 22050)]
    [InlineData(MediaKind.Aac, "x.m4a", 44100)]
    [InlineData(MediaKind.Aac, "x.m4a", 48000)]
    [InlineData(MediaKind.Opus, "x.opus", 48000)]
    [InlineData(MediaKind.Opus, "x.opus", 24000)]
    public void given_a_lossy_kind_then_the_length_is_exact_and_the_signal_is_in_place(MediaKind kind, string name, int rate)
    {
        foreach (var frames in new[] { 4607, 100001 })
        {
            var planes = Signals.Tone(2, frames, rate);
            var format = new AudioFormat(new SampleRate(rate), 2, 0x3);
            Signals.WriteFile(_folder[name], new WriterOptions { Kind = kind, Format = format, Samples = SampleKind.Lossy }, planes);
            using var reader = new NativeDecode().Open(_folder[name]);
            var read = Signals.ReadAll(reader);
            var scale = reader.Info.Format.Rate.Hz / rate;
            Assert.Equal(SampleKind.Lossy, reader.Info.Samples);
            Assert.Equal(new FrameCount((long)(frames * scale)), reader.Info.Length);
            Assert.Equal(frames * scale, read[0].Length);
            if (scale != 1) continue;
            // The error of a codec at high rate is far below the signal; a shift of one frame would not be (440 Hz: -24 dB of the signal).
            var error = planes[0].Zip(read[0], (a, b) => (a - b) * (a - b)).Skip(2000).SkipLast(2000).DefaultIfEmpty(0).Average();
            var power = planes[0].Select(x => x * x).Average();
            Assert.True(10 * Math.Log10(error / power + 1e-30) < -27, $"error {10 * Math.Log10(error / power):0.0} dB for {frames} frames");
        }
    }
}
