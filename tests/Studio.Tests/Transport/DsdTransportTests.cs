using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Tests.Decode.Run;
using NTWorkstation.Studio.Transport;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>DSD through the transport with the real engine: files of DSD in, the device's own bytes out.</summary>
public sealed class DsdTransportTests : IDisposable
{
    private const int Bytes = DsdFiles.Dsd64 / 8; // a second
    private const byte Silence = 0x69;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-dsd-");
    private int _files;

    private static ISourceOpener Files => new FileOpener(new NativeDecode());

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Two channels, of which the first has no byte of silence: what is one in the device's bytes is the device's.</summary>
    private static byte[][] Sound(int bytes, int seed)
    {
        var bits = DsdFiles.Noise(2, 8 * bytes, seed);
        var packed = DsdFiles.Packed(bits);
        for (var i = 0; i < bytes; i++)
            if (packed[0][i] == Silence) bits[0][8 * i + 7] ^= 1;
        return bits;
    }

    private string Dsf(byte[][] bits, int rate = DsdFiles.Dsd64)
    {
        var path = Path.Combine(_folder.FullName, $"t{_files++}.dsf");
        DsdFiles.WriteDsf(path, bits, rate);
        return path;
    }

    private string Dff(byte[][] bits)
    {
        var path = Path.Combine(_folder.FullName, $"t{_files++}.dff");
        DsdFiles.WriteDff(path, bits);
        return path;
    }

    private static Func<TransportSettings, TransportSettings> With(DsdMode mode) => s => s with { Dsd = mode };

    private static byte[][] BitsOf(string path)
    {
        using var reader = new NativeDecode().OpenBits(path);
        var all = Enumerable.Range(0, reader.Format.Channels).Select(_ => new List<byte>()).ToArray();
        var block = new BitBlock(reader.Format.Channels, 5000);
        while (reader.Read(block) > 0)
            for (var c = 0; c < all.Length; c++) all[c].AddRange(block.Channel(c));
        return [.. all.Select(a => a.ToArray())];
    }

    /// <summary>The bytes of DSD in a raw file of DSD_U8 or DOP_S24_3, by channel; the markers of DoP are looked at.</summary>
    private static byte[][] Unwrapped(string path, bool isDop)
    {
        var raw = File.ReadAllBytes(path);
        var planes = new[] { new List<byte>(), new List<byte>() };
        if (!isDop)
        {
            for (var i = 0; i < raw.Length; i++) planes[i % 2].Add(raw[i]);
            return [.. planes.Select(p => p.ToArray())];
        }
        Assert.Equal(0, raw.Length % 6);
        for (var i = 0; i < raw.Length; i += 3)
        {
            Assert.True(raw[i + 2] == (i / 6 % 2 == 0 ? 0x05 : 0xFA), $"the marker of frame {i / 6} is {raw[i + 2]:x2}");
            planes[i / 3 % 2].AddRange([raw[i + 1], raw[i]]);
        }
        return [.. planes.Select(p => p.ToArray())];
    }

    /// <summary>Without the device's silence, of which both channels have a byte at once.</summary>
    private static byte[][] Sounding(byte[][] heard, out int silent)
    {
        var places = Enumerable.Range(0, heard[0].Length).Where(i => heard[0][i] != Silence).ToArray();
        silent = heard[0].Length - places.Length;
        for (var i = 0; i < heard[0].Length; i++)
            if (heard[0][i] == Silence) Assert.Equal(Silence, heard[1][i]);
        return [.. heard.Select(h => places.Select(i => h[i]).ToArray())];
    }

    [Theory]
    [InlineData("heard.dsf")]
    [InlineData("heard.dff")]
    public async Task Given_files_of_dsd_to_a_file_of_dsd_then_its_bits_are_theirs_joined_and_it_is_bit_perfect(string name)
    {
        byte[][][] parts = [Sound(30001, 1), Sound(4097, 2), Sound(70000, 3)];
        await using var rig = new TransportRig(Files, heard: name, change: s => s with { IsBitPerfect = true });
        await rig.EnqueueFiles(Dsf(parts[0]), Dff(parts[1]), Dsf(parts[2]));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(DsdFiles.Packed(DsdFiles.Joined(parts)), BitsOf(rig.Heard));
        Assert.True(rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
        var output = rig.Events.OfType<OutputOpened>().Single().Output;
        Assert.Equal((DsdFiles.Dsd64, "DSD_U8", 2), (output.Rate.Hz, output.Format, output.Channels));
        Assert.Equal([30001.0 / Bytes, 4097.0 / Bytes, 70000.0 / Bytes], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Duration!.Value.Value));
        Assert.Empty(rig.Events.OfType<DsdConverted>());
    }

    [Theory]
    [InlineData(DsdMode.Native, "DSD_U8")]
    [InlineData(DsdMode.Dop, "DOP_S24_3")]
    public async Task Given_bits_asked_for_then_the_device_gets_them_in_that_form(DsdMode mode, string form)
    {
        var bits = Sound(50000, 1);
        await using var rig = new TransportRig(Files, change: With(mode));
        await rig.EnqueueFiles(Dsf(bits));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(form, rig.Events.OfType<OutputOpened>().Single().Output.Format);
        Assert.Equal(DsdFiles.Packed(bits), Unwrapped(rig.Heard, mode == DsdMode.Dop));
        Assert.True(rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
    }

    [Fact]
    public async Task Given_a_file_of_pcm_then_dsd_becomes_pcm_and_the_reason_is_told()
    {
        await using var rig = new TransportRig(Files, heard: "heard.wav");
        await rig.EnqueueFiles(Dsf(Sound(Bytes / 2, 1)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal("the file is one of PCM, and nothing else was asked for", rig.Events.OfType<DsdConverted>().Single().Reason);
        Assert.Contains("it is DSD, converted to PCM", rig.Events.OfType<BitPerfectChanged>().Last().Reasons);
        using var reader = new NativeDecode().Open(rig.Heard);
        Assert.Equal((88200, 44100), (reader.Info.Format.Rate.Hz, reader.Info.Length!.Value.Value));
    }

    public static TheoryData<string, string> Hindrances => new()
    {
        { "volume", "the volume is -6 dB" },
        { "gain", "ReplayGain is on" },
        { "crossfade", "a crossfade was asked for" },
        { "rate", "96000 Hz were asked for" },
        { "chain", "a chain is in the way" },
        { "mode", "PCM was asked for" },
    };

    [Theory]
    [MemberData(nameof(Hindrances))]
    public async Task Given_something_that_bits_cannot_bear_then_they_become_pcm_and_the_reason_is_told(string what, string reason)
    {
        await using var rig = new TransportRig(Files, device: "null", change: s => what switch
        {
            "volume" => s with { Volume = new(-6) },
            "gain" => s with { Gain = new(LevelMode.Track) },
            "crossfade" => s with { Crossfade = new(1) },
            "rate" => s with { Rate = new(96000) },
            "chain" => s with { Chain = [new GainSpec(new(0))] },
            _ => s with { Dsd = DsdMode.Pcm },
        });
        await rig.EnqueueFiles(Dsf(Sound(Bytes / 10, 1)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(reason, rig.Events.OfType<DsdConverted>().Single().Reason);
        Assert.Equal("F64", rig.Events.OfType<OutputOpened>().Single().Output.Format);
    }

    [Fact]
    public async Task Given_bit_perfect_where_bits_cannot_go_then_it_is_skipped_with_the_reason()
    {
        await using var rig = new TransportRig(Files, heard: "heard.flac", change: s => s with { IsBitPerfect = true, Output = s.Output with { IsExact = true } });
        await rig.EnqueueFiles(Dsf(Sound(Bytes / 10, 1)));
        await rig.Do(new Play());
        await rig.Ended();
        Assert.Contains("its bits cannot go to the device: the file is one of PCM", rig.Events.OfType<EntrySkipped>().Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_file_of_dsd_then_pcm_is_left_out_and_the_volume_refused()
    {
        var (bits, clips) = (Sound(Bytes, 1), new Clips());
        clips.Add("pcm", 1000);
        var both = new SchemeOpener(new Dictionary<string, ISourceOpener> { [SourceAddress.File] = Files, [SourceAddress.Memory] = clips });
        await using var rig = new TransportRig(both, heard: "heard.dsf");
        await rig.EnqueueFiles(Dsf(bits));
        await rig.Enqueue("pcm");
        await rig.EnqueueFiles(Dsf(bits));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        Assert.Contains("DSD", Assert.IsType<Refused>(await rig.Ask(new SetVolume(new(-6)))).Problem, StringComparison.Ordinal);
        Assert.Null((await rig.Ended()).Problem);
        Assert.Contains("nt convert makes DSD", rig.Events.OfType<EntrySkipped>().Single().Problem, StringComparison.Ordinal);
        Assert.Equal(DsdFiles.Packed(DsdFiles.Joined(bits, bits)), BitsOf(rig.Heard));
    }

    [Theory]
    [InlineData(DsdMode.Native)]
    [InlineData(DsdMode.Dop)]
    public async Task Given_pauses_then_the_device_gets_silence_of_dsd_and_every_bit(DsdMode mode)
    {
        var bits = Sound(2 * Bytes, 1);
        await using var rig = new TransportRig(Files, isPaced: true, change: With(mode));
        await rig.EnqueueFiles(Dsf(bits));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        for (var k = 1; k <= 3; k++)
        {
            await rig.Do(new Pause());
            await rig.Event<StateChanged>(e => e.State == TransportState.Paused, k);
            var at = (await rig.Status()).Position;
            await rig.Pulses(10);
            Assert.Equal(TransportState.Paused, (await rig.Status()).State);
            Assert.InRange((await rig.Status()).Position.Value, at.Value, at.Value + 0.1);
            await rig.Do(new Play());
        }
        Assert.Null((await rig.Ended()).Problem);
        var sounding = Sounding(Unwrapped(rig.Heard, mode == DsdMode.Dop), out var silent);
        Assert.True(silent > Bytes / 20, $"{silent} bytes of silence");
        Assert.Equal(DsdFiles.Packed(bits), sounding);
    }

    [Theory]
    [InlineData(DsdMode.Native)]
    [InlineData(DsdMode.Dop)]
    public async Task Given_seeks_and_a_next_entry_then_each_goes_on_at_the_very_byte_and_markers_go_on(DsdMode mode)
    {
        var (a, b) = (Sound(20 * Bytes, 1), Sound(Bytes / 3, 2));
        await using var rig = new TransportRig(Files, isPaced: true, change: With(mode));
        await rig.EnqueueFiles(Dsf(a), Dff(b));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        await rig.Do(new SeekTo(new(15.123457)));
        await rig.Event<Sought>();
        await rig.Event<StateChanged>(e => e.State == TransportState.Playing);
        await rig.Position(p => p.Value >= 15.13);
        await rig.Do(new Next());
        Assert.Null((await rig.Ended()).Problem);
        var heard = Sounding(Unwrapped(rig.Heard, mode == DsdMode.Dop), out _);
        var (first, second) = (DsdFiles.Packed(a), DsdFiles.Packed(b));
        // The last one whole, ahead of it a stretch from the place that was sought, ahead of that the beginning.
        var end = heard[0].Length - second[0].Length;
        for (var c = 0; c < 2; c++) Assert.Equal(second[c], heard[c][end..]);
        var sought = (int)new ExactTime(15_123_457, 1_000_000).At(new(Bytes)).Value;
        var begin = heard[0].AsSpan(0, end).IndexOf(first[0].AsSpan(sought, 64));
        Assert.True(begin > 0);
        for (var c = 0; c < 2; c++)
        {
            Assert.Equal(first[c].AsSpan(0, begin), heard[c].AsSpan(0, begin));
            Assert.Equal(first[c].AsSpan(sought, end - begin), heard[c].AsSpan(begin, end - begin));
        }
    }

    [Theory]
    [InlineData(DsdMode.Native)]
    [InlineData(DsdMode.Dop)]
    public async Task Given_a_source_that_is_late_then_silence_of_dsd_stands_in_and_no_bit_is_lost(DsdMode mode)
    {
        var bits = Sound(Bytes, 1);
        using var gate = new ManualResetEventSlim();
        await using var rig = new TransportRig(new LateOpener(Files, new(Bytes / 2 + 1001), gate), isPaced: true, change: With(mode));
        await rig.EnqueueFiles(Dsf(bits));
        await rig.Do(new Play());
        Assert.InRange((await rig.Event<SoundMissing>()).Position.Value, 0.45, 0.55);
        gate.Set();
        await rig.Event<SoundBack>();
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(DsdFiles.Packed(bits), Sounding(Unwrapped(rig.Heard, mode == DsdMode.Dop), out _));
    }

    [Fact]
    public async Task Given_entries_of_pcm_and_of_dsd_then_the_device_is_opened_anew_for_each()
    {
        var (bits, clips) = (Sound(Bytes / 4, 1), new Clips());
        clips.Add("pcm", 11025);
        var both = new SchemeOpener(new Dictionary<string, ISourceOpener> { [SourceAddress.File] = Files, [SourceAddress.Memory] = clips });
        await using var rig = new TransportRig(both, isPaced: true, device: "null");
        await rig.Enqueue("pcm");
        await rig.EnqueueFiles(Dsf(bits), Dsf(bits, 2 * DsdFiles.Dsd64));
        await rig.Enqueue("pcm");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal([("F64", 44100), ("DSD_U32_BE", 64 * 44100), ("DSD_U32_BE", 128 * 44100), ("F64", 44100)],
            rig.Events.OfType<OutputOpened>().Select(e => (e.Output.Format, (int)e.Output.Rate.Hz)));
        Assert.Equal(4, rig.Events.OfType<EntryBegan>().Count());
    }

    [Fact]
    public async Task Given_a_volume_while_bits_sound_then_they_go_on_as_pcm_where_they_were_and_later_entries_are_bits_again()
    {
        var (a, b) = (Sound(4 * Bytes, 1), Sound(Bytes / 2, 2));
        await using var rig = new TransportRig(Files, isPaced: true, device: "null");
        await rig.EnqueueFiles(Dsf(a), Dsf(b));
        await rig.Do(new Play());
        var entry = (await rig.Event<EntryBegan>()).Entry.Id;
        await rig.Position(p => p.Value >= 0.5);
        var before = (await rig.Status()).Position.Value;
        await rig.Do(new SetVolume(new(-6)));
        Assert.Equal(new(entry, "the volume is -6 dB"), await rig.Event<DsdConverted>());
        Assert.Equal("F64", (await rig.Event<OutputOpened>(count: 2)).Output.Format);
        var status = await rig.Status();
        Assert.Equal(entry, status.Entry);
        Assert.InRange(status.Position.Value, before - 0.03, 4);
        await rig.Do(new SetVolume(new(0)));
        await rig.Do(new Next());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(["DSD_U32_BE", "F64", "DSD_U32_BE"], rig.Events.OfType<OutputOpened>().Select(e => e.Output.Format));
        Assert.Equal([entry, new EntryId(entry.Value + 1)], rig.Events.OfType<EntryBegan>().Select(e => e.Entry.Id));
    }

    [Fact]
    public async Task Given_a_volume_while_bits_wait_behind_pcm_then_they_are_read_as_pcm()
    {
        var clips = new Clips();
        clips.Add("pcm", 44100);
        var both = new SchemeOpener(new Dictionary<string, ISourceOpener> { [SourceAddress.File] = Files, [SourceAddress.Memory] = clips });
        await using var rig = new TransportRig(both, isPaced: true, device: "null");
        await rig.Enqueue("pcm");
        await rig.EnqueueFiles(Dsf(Sound(Bytes / 2, 1)));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        // What follows is read ahead long before the second is over.
        await rig.Position(p => p.Value >= 0.5);
        await rig.Do(new SetVolume(new(-3)));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal("the volume is -3 dB", rig.Events.OfType<DsdConverted>().Single().Reason);
        Assert.All(rig.Events.OfType<OutputOpened>(), e => Assert.Equal("F64", e.Output.Format));
        Assert.Equal(2, rig.Events.OfType<EntryBegan>().Count());
    }

    [Fact]
    public async Task Given_bit_perfect_then_a_volume_is_refused_and_bits_go_on()
    {
        await using var rig = new TransportRig(Files, isPaced: true, device: "null", change: s => s with { IsBitPerfect = true });
        await rig.EnqueueFiles(Dsf(Sound(Bytes / 2, 1)));
        await rig.Do(new Play());
        await rig.Event<EntryBegan>();
        Assert.IsType<Refused>(await rig.Ask(new SetVolume(new(-6))));
        Assert.Null((await rig.Ended()).Problem);
        Assert.Single(rig.Events.OfType<OutputOpened>());
        Assert.True(rig.Events.OfType<BitPerfectChanged>().Single().IsBitPerfect);
    }

    [Theory]
    [InlineData(DeviceSamples.AllDop, "DOP_S32")]
    [InlineData(DeviceSamples.None, "F64")]
    public async Task Given_a_device_that_takes_less_than_it_says_then_the_next_form_is_tried(DeviceSamples taken, string form)
    {
        var devices = new Boaster(new NativeDeviceCatalogue(), DeviceSamples.AllPcm | taken);
        await using var rig = new TransportRig(Files, device: "null", devices: devices);
        await rig.EnqueueFiles(Dsf(Sound(Bytes / 10, 1)));
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(form, rig.Events.OfType<OutputOpened>().Single().Output.Format);
        if (taken == DeviceSamples.None) Assert.Equal("the device has refused its bits: not these", rig.Events.OfType<DsdConverted>().Single().Reason);
        else Assert.Empty(rig.Events.OfType<DsdConverted>());
    }

    /// <summary>Claims everything and takes less.</summary>
    private sealed class Boaster(IDeviceCatalogue inner, DeviceSamples taken) : IDeviceCatalogue
    {
        public IReadOnlyList<DeviceDescription> List() => inner.List();

        public DeviceCapabilities Probe(string id) => inner.Probe(id);

        public IOutputDevice Open(string id, DeviceRequest request) => (request.Samples & taken) != 0
            ? inner.Open(id, request with { Samples = request.Samples & taken })
            : throw new MediaException(MediaFault.Unsupported, "not these");
    }

    /// <summary>Files whose bits come no further than to a place until the gate is open.</summary>
    private sealed class LateOpener(ISourceOpener inner, FrameCount place, ManualResetEventSlim gate) : ISourceOpener
    {
        public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel) => new Late(inner.Open(address, wanted, cancel), place, gate);

        private sealed class Late(ISoundSource inner, FrameCount place, ManualResetEventSlim gate) : ISoundSource
        {
            public MediaInfo Info => inner.Info;
            public string Title => inner.Title;
            public bool IsSeekable => true;
            public bool IsLive => false;
            public long DamagedPackets => 0;
            public int Read(AudioBlock block) => inner.Read(block);
            public void Seek(FrameCount position) => inner.Seek(position);
            public void Interrupt() => inner.Interrupt();
            public void Dispose() => inner.Dispose();
            public IBitReader OpenBits() => new LateBits(inner.OpenBits(), place, gate);
        }

        private sealed class LateBits(IBitReader inner, FrameCount place, ManualResetEventSlim gate) : IBitReader
        {
            private readonly BitBlock _last = new(inner.Format.Channels, (int)(place.Value % 8192));
            private long _at;

            public AudioFormat Format => inner.Format;
            public long Length => inner.Length;
            public void Seek(FrameCount position) => inner.Seek(new(_at = position.Value));
            public void Dispose() => inner.Dispose();

            public int Read(BitBlock block)
            {
                if (_at + block.Capacity <= place.Value || _at >= place.Value)
                {
                    if (_at >= place.Value) gate.Wait(TimeSpan.FromSeconds(60));
                    var got = inner.Read(block);
                    _at += got;
                    return got;
                }
                // The rest before the place.
                var count = inner.Read(_last);
                block.Frames = count;
                for (var c = 0; c < block.Channels; c++) _last.Channel(c).CopyTo(block.Channel(c));
                _at += count;
                return count;
            }
        }
    }
}
