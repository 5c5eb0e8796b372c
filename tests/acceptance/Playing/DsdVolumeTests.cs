using System.Buffers.Binary;
using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>A volume that is turned while the bits of DSD sound: what the device gets is bits, and then PCM from the place where the bits were.</summary>
public sealed class DsdVolumeTests : IDisposable
{
    private const int PcmRate = 88200;
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_bits_that_sound_when_the_volume_is_turned_then_pcm_goes_on_where_they_were()
    {
        _ = NtBinary.Path;
        var devices = new AlsaDevices(_bench);
        var path = _bench.At("t.dsf");
        // Long enough for two commands of a busy machine.
        const int seconds = 15;
        var sound = ExactDsd.Write(path, 64, seconds);
        using var player = NtBinary.Start(devices.Environment, "play", path, "--output", "alsa:paced", "--node", _bench.At("socket"));
        double position = 0;
        Wait.Until(() => (position = Position()) > 0.7, "the first second");
        var turned = NtBinary.Run("transport", "volume", "-6", "--node", _bench.At("socket"));
        Assert.True(turned.Code == 0, turned.ToString());
        var run = NtBinary.Await(player);
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("DSD as PCM: the volume is -6 dB", run.Error, StringComparison.Ordinal);

        var captured = devices.Take();
        var (boundary, bytes) = Bits(captured, sound);
        Assert.True(bytes > position * sound.Planes[0].Length / seconds, $"{bytes} bytes");
        var pcm = ExactSound.Sounding(captured[boundary..], "S32_LE");
        var whole = Pcm(path);
        // From behind the fade on every sample to the end is that of the whole file.
        const int fade = 2 * 441;
        var from = pcm.AsSpan(fade * 8);
        var place = whole.AsSpan().IndexOf(from[..4096]);
        Assert.True(place >= 0 && place % 8 == 0, "the samples stand nowhere in the file");
        Assert.True(from.SequenceEqual(whole.AsSpan(place, Math.Min(from.Length, whole.Length - place))), "it does not go on as the file does");
        Assert.Equal(whole.Length, place + from.Length);
        // It began at what was heard of the bits, which is not what was written of them.
        Assert.InRange(place / 8 - fade, position * PcmRate, bytes / 4);
    }

    private double Position()
    {
        var status = NtBinary.Run("transport", "status", "--json", "--node", _bench.At("socket"));
        return status.Code == 0 ? JsonDocument.Parse(status.Out).RootElement.GetProperty("status").GetProperty("position").GetDouble() : 0;
    }

    /// <summary>Where the words of DSD_U32_BE end, and how many bytes of the sound they held.</summary>
    private static (int Boundary, int Bytes) Bits(byte[] captured, ExactDsd sound)
    {
        Span<byte> next = stackalloc byte[8], still = stackalloc byte[8];
        still.Fill(0x69);
        var at = 0;
        for (var i = 0; i + 8 <= captured.Length; i += 8)
        {
            var word = captured.AsSpan(i, 8);
            for (var c = 0; c < 2; c++)
                for (var k = 0; k < 4; k++) next[4 * c + k] = at + k < sound.Planes[c].Length ? sound.Planes[c][at + k] : (byte)0x69;
            if (word.SequenceEqual(next)) at += 4;
            else if (!word.SequenceEqual(still)) return (i, at);
        }
        return (captured.Length, at);
    }

    /// <summary>The whole file as PCM at this volume, as a device of 32 bits gets it.</summary>
    private byte[] Pcm(string path)
    {
        var wav = _bench.At("whole.wav");
        var run = NtBinary.Run("convert", path, wav, "--format", "f64");
        Assert.True(run.Code == 0, run.ToString());
        var bytes = File.ReadAllBytes(wav);
        var data = bytes.AsSpan().IndexOf("data"u8) + 8;
        var pcm = new byte[(bytes.Length - data) / 2];
        var gain = Math.Pow(10, -6.0 / 20);
        for (var i = 0; i < pcm.Length / 4; i++)
        {
            var value = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(data + 8 * i)) * gain;
            BinaryPrimitives.WriteInt32LittleEndian(pcm.AsSpan(4 * i), (int)Math.Clamp(Math.Round(value * 2147483648.0, MidpointRounding.ToEven), int.MinValue, int.MaxValue));
        }
        return pcm;
    }
}
