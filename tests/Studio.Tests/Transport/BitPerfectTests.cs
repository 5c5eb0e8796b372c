using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class BitPerfectTests
{
    [Fact]
    public async Task Given_a_volume_then_samples_are_multiplied_and_the_light_goes_out()
    {
        var clips = new Clips();
        var a = clips.Add("a", 10000);
        await using var rig = new TransportRig(clips, change: s => s with { Volume = new(-6) });
        await rig.PlayToEnd("a");
        var gain = new Decibels(-6).Amplitude;
        Assert.Equal(a[0].Select(x => x * gain), rig.Sound()[0]);
        Assert.Equal(["the volume is -6 dB"], rig.Events.OfType<BitPerfectChanged>().Last().Reasons);
    }

    [Fact]
    public async Task Given_unity_and_the_files_own_format_then_it_is_said_to_be_bit_perfect()
    {
        var clips = new Clips();
        clips.Add("a", 10000);
        await using var rig = new TransportRig(clips, change: s => s with { IsBitPerfect = true });
        await rig.Enqueue("a");
        Assert.Contains("bits", Assert.IsType<Refused>(await rig.Ask(new SetVolume(new(-1)))).Problem);
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.True(rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
    }

    [Fact]
    public async Task Given_bit_perfect_and_another_rate_to_one_file_then_that_entry_is_refused()
    {
        var clips = new Clips();
        var a = clips.Add("a", 10000);
        clips.Add("b", 10000, 48000);
        await using var rig = new TransportRig(clips, change: s => s with { IsBitPerfect = true });
        await rig.PlayToEnd("a", "b");
        Assert.Equal(a, rig.Sound());
        Assert.Contains("--bit-perfect", rig.Events.OfType<EntrySkipped>().Single().Problem);
    }

    [Fact]
    public async Task Given_a_device_that_dithers_then_what_has_more_bits_is_not_bit_perfect_and_what_fits_is()
    {
        var clips = new Clips();
        var noise = clips.Add("a", 10000);
        var fitting = noise.Select(p => p.Select(x => Math.Floor(x * (1 << 23)) / (1 << 23)).ToArray()).ToArray();
        var clip = new SoundClip(new(new(44100), 2, 3), fitting) { Samples = SampleKind.S24 };
        clips.Add("b", () => new ClipSource(clip));
        var folder = Directory.CreateTempSubdirectory("nt-dither-");
        try
        {
            foreach (var (name, isExact) in new[] { ("a", false), ("b", true) })
            {
                var path = Path.Combine(folder.FullName, name + ".flac");
                await using var rig = new TransportRig(clips, device: $"file:{path}");
                await rig.Enqueue(name);
                await rig.Do(new Play());
                Assert.Null((await rig.Ended()).Problem);
                Assert.Equal(isExact, rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
                using var reader = new NativeDecode().Open(path);
                var heard = new AudioBlock(2, 10000);
                Assert.Equal(10000, reader.Read(heard));
                if (isExact) for (var c = 0; c < 2; c++) Assert.Equal(fitting[c], heard.Channel(c));
                else Assert.Contains(Enumerable.Range(0, 10000), i => heard.Channel(0)[i] != Math.Round(noise[0][i] * (1 << 23)) / (1 << 23));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Given_the_fades_of_a_pause_to_a_device_that_dithers_then_the_light_goes_out_and_comes_back()
    {
        var clips = new Clips();
        var steps = Clips.Noise(2, 44100 * 3, 1).Select(p => p.Select(x => Math.Floor(x * 32768) / 32768).ToArray()).ToArray();
        var clip = new SoundClip(new(new(44100), 2, 3), steps) { Samples = SampleKind.S16 };
        clips.Add("a", () => new ClipSource(clip));
        var path = Path.Combine(Path.GetTempPath(), $"nt-{Guid.NewGuid():N}.flac");
        try
        {
            await using var rig = new TransportRig(clips, isPaced: true, device: $"file:{path}");
            await rig.Enqueue("a");
            await rig.Do(new Play());
            await rig.Event<BitPerfectChanged>(e => e.IsBitPerfect);
            await rig.Do(new Pause());
            Assert.Equal(["it is dithered to S24_3 at this moment"], (await rig.Event<BitPerfectChanged>(e => !e.IsBitPerfect)).Reasons);
            await rig.Do(new Play());
            await rig.Event<BitPerfectChanged>(e => e.IsBitPerfect, 2);
            Assert.Null((await rig.Ended()).Problem);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Given_bit_perfect_and_a_device_with_fewer_bits_then_the_entry_is_refused()
    {
        var clips = new Clips();
        clips.Add("a", 10000);
        var path = Path.Combine(Path.GetTempPath(), $"nt-{Guid.NewGuid():N}.flac");
        await using var rig = new TransportRig(clips, change: s => s with { IsBitPerfect = true, Output = s.Output with { Dithers = false, IsExact = true } }, device: $"file:{path}");
        await rig.Enqueue("a");
        await rig.Do(new Play());
        await rig.Ended();
        Assert.Contains("--bit-perfect", rig.Events.OfType<EntrySkipped>().Single().Problem);
        Assert.Empty(rig.Events.OfType<EntryBegan>());
        File.Delete(path);
    }
}
