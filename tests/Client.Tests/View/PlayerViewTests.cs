using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Client.View;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Dsp.Ring;
using Xunit;

namespace NTWorkstation.Client.Tests.View;

/// <summary>A reader of views against the real writer.</summary>
public sealed class PlayerViewTests : IDisposable
{
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"nt-view-{Guid.NewGuid():N}", "transport.sock");
    private readonly List<string> _files = [];

    public void Dispose()
    {
        foreach (var file in _files) File.Delete(file);
    }

    private IPlayerView Make(PlayerViewOptions? options = null) => new NativePlayerViews().Create(ViewName.Of(_socket), options ?? new());

    private PlayerView Open() => PlayerView.TryOpen(ViewName.PathOf(_socket)) ?? throw new InvalidOperationException("There is no view.");

    private static void MakePrivate(string path, UnixFileMode besides = UnixFileMode.None)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | besides);
    }

    private static Task<T> Until<T>(Func<T?> look) where T : class => Wait.ForAsync(look, () => "What was looked for");

    [Fact]
    public void Given_a_socket_then_the_name_is_the_documented_one_and_another_socket_has_another()
    {
        // printf '%s' /run/user/1000/ntworkstation/transport.sock | sha256sum
        Assert.Equal("view-f7ec37030d65b017", ViewName.Of("/run/user/1000/ntworkstation/transport.sock"));
        Assert.Equal(ViewName.Of("/a/b"), ViewName.Of("/a/./c/../b"));
        Assert.NotEqual(ViewName.Of("/a/b"), ViewName.Of("/a/c"));
    }

    [Fact]
    public void Given_no_player_then_there_is_no_view_and_given_something_else_in_its_place_it_is_refused()
    {
        var path = ViewName.PathOf(_socket);
        Assert.Null(PlayerView.TryOpen(path));
        _files.Add(path);
        File.WriteAllBytes(path, []);
        MakePrivate(path);
        Assert.Null(PlayerView.TryOpen(path)); // it is being made
        File.WriteAllBytes(path, new byte[4096]);
        Assert.Null(PlayerView.TryOpen(path));
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)7, 4096)]);
        Assert.Contains("no view", Assert.Throws<ViewException>(() => PlayerView.TryOpen(path)).Message, StringComparison.Ordinal);
        MakePrivate(path, UnixFileMode.OtherWrite);
        Assert.Contains("other users", Assert.Throws<ViewException>(() => PlayerView.TryOpen(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_file_with_any_byte_of_its_head_changed_then_it_is_refused_or_read_and_never_outside()
    {
        var path = ViewName.PathOf(_socket);
        byte[] whole;
        using (Make(new() { Overview = new(1) })) whole = File.ReadAllBytes(path);
        _files.Add(path);
        for (var at = 0; at < 128 + 4 * 64; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0xFF })
            {
                var changed = (byte[])whole.Clone();
                changed[at] = value;
                File.WriteAllBytes(path, changed);
                MakePrivate(path);
                try
                {
                    using var view = PlayerView.TryOpen(path);
                    if (view is null) continue;
                    view.TryRead(out _);
                    view.TryRead(new MetersView());
                    view.TryRead(new SpectrumView());
                    view.ReadOverview([], 1000);
                }
                catch (ViewException)
                {
                }
            }
        }
    }

    [Fact]
    public async Task Given_a_player_that_ends_then_its_reader_is_told_and_nobody_finds_the_view_any_more()
    {
        PlayerView reader;
        using (var view = Make())
        {
            reader = Open();
            Assert.Equal(PlayerLife.Live, reader.Life);
            Assert.Equal(Environment.ProcessId, reader.Process);
            await Until(() => view.State.Readers == 1 ? view : null);
        }
        using (reader)
        {
            Assert.Equal(PlayerLife.Ended, reader.Life);
            Assert.True(reader.TryRead(out PlaceView _)); // what was mapped stays
            Assert.Null(PlayerView.TryOpen(ViewName.PathOf(_socket)));
        }
        Assert.Equal(PlayerLife.Ended, reader.Life);
        Assert.False(reader.TryRead(out PlaceView _));
    }

    [Fact]
    public async Task Given_a_player_that_was_killed_then_its_reader_finds_it_silent_and_the_next_player_takes_the_name()
    {
        var path = ViewName.PathOf(_socket);
        // What a killed one leaves behind.
        using (Make()) File.Copy(path, path + ".left");
        File.Move(path + ".left", path);
        MakePrivate(path);
        _files.Add(path);
        using var reader = Open();
        await Until(() => reader.Life == PlayerLife.Silent ? reader : null);
        using var next = Make();
        using var anew = Open();
        Assert.Equal(PlayerLife.Live, anew.Life);
    }

    [Fact]
    public void Given_two_players_then_each_has_its_view_and_a_third_of_the_same_name_is_refused()
    {
        using var one = Make();
        using var other = new NativePlayerViews().Create(ViewName.Of(_socket + "2"), new());
        var refused = Assert.Throws<MediaException>(() => Make());
        Assert.Equal(MediaFault.Io, refused.Fault);
        Assert.Throws<ArgumentException>(() => new NativePlayerViews().Create(ViewName.Of(_socket + "3"), new() { FramesPerSecond = 1000 }));
    }

    [Fact]
    public void Given_a_place_that_is_told_then_it_is_read_and_runs_on_as_far_as_is_certain()
    {
        using var view = Make();
        using var reader = Open();
        Assert.True(reader.TryRead(out PlaceView none));
        Assert.Null(none.Entry);
        Assert.Null(none.Duration);
        view.Tell(new(PlayerState.Playing, 12, new(5), new(60), TimeSpan.FromSeconds(100), new(0.25), new(44100)));
        Assert.True(reader.TryRead(out PlaceView place));
        Assert.Equal(new PlaceView(TransportState.Playing, new EntryId(12), TimeSpan.FromSeconds(100), new(5), new Seconds(60), new(0.25), new SampleRate(44100), 0), place);
        Assert.Equal(5, place.PositionAt(TimeSpan.FromSeconds(99)).Value);
        Assert.Equal(5.125, place.PositionAt(TimeSpan.FromSeconds(100.125)).Value, 1e-9);
        Assert.Equal(5.25, place.PositionAt(TimeSpan.FromSeconds(200)).Value, 1e-9);
        view.Tell(new(PlayerState.Stopped, 0, default, null, default, default, null));
        Assert.True(reader.TryRead(out place));
        Assert.Equal(TransportState.Stopped, place.State);
        Assert.Null(place.Rate);
    }

    [Fact]
    public void Given_a_writer_as_fast_as_it_can_when_a_million_places_are_read_then_none_is_torn()
    {
        using var view = Make();
        using var reader = Open();
        view.Tell(Counted(1));
        var isOver = false;
        var writer = new Thread(() =>
        {
            for (var n = 2L; !Volatile.Read(ref isOver); n++) view.Tell(Counted(n));
        });
        writer.Start();
        try
        {
            var last = 0L;
            for (var reads = 0; reads < 1_000_000; reads++)
            {
                Assert.True(reader.TryRead(out PlaceView place));
                var n = place.Entry!.Value.Value;
                if (n < last || place.Position.Value != n || place.Duration!.Value.Value != 2 * n || place.At.Ticks != 3 * n || place.Ahead.Value != 4 * n || place.Rate!.Value.Hz != 5 * n)
                    Assert.Fail($"{place} after {last}");
                last = n;
            }
            Assert.True(last > 1000, "the writer was not at work meanwhile");
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            writer.Join();
        }

        static PlayerPlace Counted(long n) => new(PlayerState.Playing, n, new(n), new Seconds(2 * n), TimeSpan.FromTicks(3 * n), new(4 * n), new SampleRate(5 * n));
    }

    [Fact]
    public async Task Given_a_device_that_plays_then_meters_spectrum_and_waveform_are_read_and_it_can_be_attached_anew()
    {
        using var view = Make();
        using var reader = Open();
        for (var round = 0; round < 2; round++)
        {
            using var device = new NativeDeviceCatalogue().Open("null", new() { Rate = new(48000), Channels = 2, Latency = new(0.1), Samples = DeviceSamples.F64 });
            using var feeder = new NativeFeeders().Create(device, null, new() { TrailFrames = 65536 });
            using var shown = view.Attach(device, feeder);
            using var run = new NativeFrameSinks().Create(2, new(48000 * 10));
            // 4096 frames hold no whole number of periods: every block goes on where the one before ended.
            for (var at = 0; at < 48000 * 9; at += 4096) Assert.Equal(4096, run.Write(Sine(at, 4096)));
            run.Close();
            feeder.Queue(run, 1);
            device.Start();
            var meters = new MetersView();
            await Until(() => reader.TryRead(meters) && meters.Channels.Length == 2 && Math.Abs(meters.Channels[0].Rms + 23.01) < 0.02 ? meters : null);
            Assert.Equal(-20, meters.Channels[1].Peak, 0.02);
            Assert.Equal(1, meters.Correlation, 1e-4);
            Assert.Equal(48000, meters.Rate!.Value.Hz);
            var spectrum = new SpectrumView();
            await Until(() => reader.TryRead(spectrum) && spectrum.Planes == 2 && Math.Abs(spectrum.BandsOf(1).ToArray().Max() + 20) < 0.15 ? spectrum : null);
            var highest = Array.IndexOf(spectrum.BandsOf(0).ToArray(), spectrum.BandsOf(0).ToArray().Max());
            Assert.Equal(1000, spectrum.FrequencyOf(highest).Value, 0.01);
            Assert.Equal(0.1, spectrum.BinsOf(0)[(int)Math.Round(1000.0 * spectrum.FftSize / 48000)], 0.02);
            var columns = new List<ColumnView>();
            var latest = reader.ReadOverview(columns, 10);
            Assert.Equal(10, columns.Count);
            Assert.Equal(0.0707, columns[^1].Rms.First, 0.001);
            Assert.True(columns[^1].At > columns[0].At);
            var more = new List<ColumnView>();
            await Until(() => reader.ReadOverview(more, 1000, latest) > latest && more.Count > 0 ? more : null);
            Assert.All(more, c => Assert.True(c.At > columns[^1].At));
            shown.Dispose();
            await Until(() => reader.TryRead(meters) && meters.Channels.Length == 0 ? meters : null);
        }

        static AudioBlock Sine(int from, int frames)
        {
            var block = new AudioBlock(2, frames) { Frames = frames };
            for (var i = 0; i < frames; i++) block.Channel(0)[i] = block.Channel(1)[i] = 0.1 * Math.Sin(2 * Math.PI * 1000 * (from + i) / 48000);
            return block;
        }
    }

    [Fact]
    public async Task Given_a_reader_that_the_player_lost_count_of_then_it_is_counted_again()
    {
        using var view = Make(new() { FramesPerSecond = 100 });
        using var reader = Open();
        await Until(() => view.State.Readers == 1 ? view : null);
        // Two more that open at once may be counted as one, and closing then takes two away; here one that was never counted is taken away.
        var spectrum = new SpectrumView();
        for (var k = 0; k < 200 && view.State.Readers > 0; k++)
        {
            var others = Enumerable.Range(0, 8).Select(_ => Open()).ToList();
            foreach (var other in others)
            {
                other.Dispose();
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }
        }
        var from = TimeSpan.FromMilliseconds(Environment.TickCount64);
        await Until(() => reader.TryRead(spectrum) && view.State.Readers > 0 && spectrum.At > from ? spectrum : null);
    }
}
