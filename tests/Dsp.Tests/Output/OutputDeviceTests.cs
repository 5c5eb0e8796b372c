using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Output;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Output;

/// <summary>Devices through the binding; what each kind does with samples is the native tests' matter.</summary>
public sealed class OutputDeviceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-device-");
    private readonly NativeDeviceCatalogue _devices = new();

    private static DeviceRequest Request(DeviceSamples samples = DeviceSamples.S16) => new()
    {
        Rate = new(48000),
        Channels = 2,
        Samples = samples,
        Latency = new(0.1),
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Given_frames_when_played_into_a_raw_file_then_every_sample_is_there_and_the_clock_tells()
    {
        var path = Path.Combine(_folder.FullName, "x.raw");
        using var device = _devices.Open($"file:{path}", Request() with { IsUnpaced = true, StreamTitle = "Lied", Buffer = new(5000) });
        Assert.Equal((DeviceSamples.S16, 2, 48000, true), (device.Format.Samples, device.Format.Channels, device.Format.Rate.Hz, device.Format.IsExact));
        Assert.True(device.Capacity.Value >= 5000);
        Assert.Equal(DeviceState.Open, device.Clock.State);
        var block = new AudioBlock(2, 4000) { Frames = 4000 };
        for (var i = 0; i < 4000; i++) (block.Plane(0)[i], block.Plane(1)[i]) = (i / 32768.0, -i / 32768.0);
        Assert.Equal(4000, device.Write(block));
        Assert.Equal(4000, device.Available.Value);
        device.Start();
        Assert.Throws<InvalidOperationException>(device.Start);
        device.Close();
        Wait.Until(() => device.Clock.State == DeviceState.Drained, "the end");
        Assert.Equal(4000, device.Clock.Played.Value);
        Assert.Equal(0, device.Clock.Starved.Value);
        Assert.Equal("", device.Fault);
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(16000, bytes.Length);
        for (var i = 0; i < 4000; i++)
        {
            Assert.Equal(i, BitConverter.ToInt16(bytes, 4 * i));
            Assert.Equal(-i, BitConverter.ToInt16(bytes, 4 * i + 2));
        }
    }

    [Fact]
    public void Given_the_devices_then_null_is_listed_and_says_what_it_takes()
    {
        var found = Assert.Single(_devices.List(), d => d.Id == "null");
        Assert.Equal(("null", 64), (found.Backend, found.Channels));
        var can = _devices.Probe("null");
        Assert.Equal(DeviceSamples.AllPcm | DeviceSamples.AllDsd | DeviceSamples.AllDop, can.Samples);
        Assert.Contains(new SampleRate(44100), can.Rates);
        Assert.Equal(new SampleRate(64 * 44100), can.DsdRates[0]);
        Assert.Equal((1, 64, false), (can.MinChannels, can.MaxChannels, can.IsExclusive));
    }

    [Fact]
    public void Given_a_paced_device_when_idle_or_past_its_deadline_then_silence_is_no_starvation()
    {
        using var device = _devices.Open("null", Request(DeviceSamples.AllPcm));
        Assert.Equal(DeviceSamples.F64, device.Format.Samples);
        device.SetIdle(true);
        device.Start();
        Wait.Until(() => device.Clock.Silence.Value > 9600, "silence");
        Assert.Equal(0, device.Clock.Starved.Value);
        device.SetDeadline(TimeSpan.Zero);
        var block = new AudioBlock(2, 1000) { Frames = 1000 };
        Assert.Equal(1000, device.Write(block));
        Wait.Until(() => device.Clock.Played.Value == 1000, "playing");
        device.SetDeadline(null);
        device.SetIdle(false);
        Wait.Until(() => device.Clock.Starvations > 0, "running dry");
        Assert.True(device.Clock.At > TimeSpan.Zero);
    }

    [Fact]
    public void Given_what_no_device_can_do_when_opened_then_the_fault_says_which_kind_it_is()
    {
        MediaFault FaultOf(string id, DeviceRequest request) => Assert.Throws<MediaException>(() => _devices.Open(id, request)).Fault;
        Assert.Equal(MediaFault.NotFound, FaultOf("nothing:here", Request()));
        Assert.Equal(MediaFault.Unsupported, FaultOf($"file:{_folder.FullName}/x.flac", Request(DeviceSamples.F32)));
        Assert.Equal(MediaFault.NotFound, FaultOf($"file:{_folder.FullName}/absent/x.wav", Request()));
        Assert.Throws<ArgumentException>(() => _devices.Open("null", Request() with { Latency = new(3) }));
        Assert.Throws<ArgumentException>(() => _devices.Open("null", Request(DeviceSamples.S16 | DeviceSamples.DsdU8)));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void Given_a_device_of_bits_when_samples_are_written_then_it_is_refused()
    {
        using var device = _devices.Open("null", Request(DeviceSamples.DsdU32BigEndian) with { Rate = new(64 * 44100) });
        Assert.Throws<InvalidOperationException>(() => device.Write(new AudioBlock(2, 8) { Frames = 8 }));
    }

    [Fact]
    public void Given_a_disposed_device_then_its_members_refuse()
    {
        var device = _devices.Open("null", Request());
        device.Start();
        device.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.Clock);
        Assert.Throws<ObjectDisposedException>(() => device.Write(new AudioBlock(2, 8) { Frames = 8 }));
    }
}
