using System.Buffers.Binary;
using System.Text.Json;
using NTWorkstation.Client.View;
using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Monitor;

/// <summary>nt monitor beside an nt play that plays known signals to the null device, at its pace.</summary>
public sealed class MonitorCommandTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-monitor-");
    private readonly CancellationTokenSource _end = new();
    private Task<InProcess.Result>? _playing;

    private string Socket => Path.Combine(_folder.FullName, "s");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_playing is not null) await _playing;
        Assert.False(File.Exists(ViewName.PathOf(Socket)), "the view goes with its player");
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task Play(params string[] arguments)
    {
        var setting = new InProcess.Setting { Cancellation = _end.Token, Environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder.FullName } };
        _playing = Task.Run(() => InProcess.Run(setting, ["play", .. arguments, "--output", "null", "--node", Socket]));
        await Until(() => File.Exists(Socket) ? Socket : null);
    }

    private Task<T> Until<T>(Func<T?> look) where T : class => Wait.ForAsync(
        async () =>
        {
            if (look() is { } seen) return seen;
            if (_playing is { IsCompleted: true }) Assert.Fail((await _playing).Error);
            return null;
        },
        () => "What was looked for");

    /// <summary>A frame that fits; its last one is told where none does.</summary>
    private async Task<JsonElement> Frame(Func<JsonElement, bool> fits)
    {
        var last = "";
        var found = await Wait.ForAsync(
            async () =>
            {
                var result = await Task.Run(() => InProcess.Run("monitor", "--node", Socket, "--once", "--json"));
                if (result.Code != ExitCode.Done) Assert.Fail(result.Error + (_playing is { IsCompleted: true } ? (await _playing).Error : ""));
                last = Assert.Single(result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                var frame = JsonDocument.Parse(last);
                return fits(frame.RootElement) ? frame : null;
            },
            () => $"What is expected of {last}");
        return found.RootElement;
    }

    private Task Transport(params string[] arguments) => Task.Run(() =>
    {
        var result = InProcess.Run(["transport", .. arguments, "--node", Socket]);
        Assert.True(result.Code == ExitCode.Done, result.Error);
    });

    private async Task<double> PositionOfStatus()
    {
        var result = await Task.Run(() => InProcess.Run("transport", "status", "--json", "--node", Socket));
        return JsonDocument.Parse(result.Out).RootElement.GetProperty("status").GetProperty("position").GetDouble();
    }

    private static double Number(JsonElement frame, string name) => frame.GetProperty(name) is { ValueKind: JsonValueKind.Number } n ? n.GetDouble() : double.NegativeInfinity;

    private static JsonElement Channel(JsonElement frame, int c) => frame.GetProperty("channels")[c];

    private static bool IsNear(double expected, double value, double within) => Math.Abs(expected - value) <= within;

    private string Wav(Func<int, (double Left, double Right)> signal, int seconds)
    {
        const int rate = 48000;
        var bytes = new byte[44 + seconds * rate * 4];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), rate * 4);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), bytes.Length - 44);
        for (var i = 0; i < seconds * rate; i++)
        {
            var (left, right) = signal(i);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 4 * i), (short)Math.Round(left * 32767));
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(46 + 4 * i), (short)Math.Round(right * 32767));
        }
        var path = Path.Combine(_folder.FullName, "signal.wav");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [Fact]
    public async Task Given_a_tone_of_minus_20_dbfs_then_all_meters_read_as_their_standards_say()
    {
        await Play("tone:sine?hz=1000&db=-20&seconds=120");
        var frame = await Frame(f => IsNear(-20, Number(f, "short_term_lufs"), 0.05) && IsNear(-23.01, Number(Channel(f, 0), "rms_db"), 0.02));
        Assert.Equal("playing", frame.GetProperty("state").GetString());
        Assert.StartsWith("Sine 1000 Hz", frame.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(120, Number(frame, "duration_s"));
        Assert.Equal(2, frame.GetProperty("channels").GetArrayLength());
        Assert.Equal(-20, Number(Channel(frame, 1), "peak_db"), 0.02);
        Assert.Equal(-20, Number(Channel(frame, 1), "true_peak_db"), 0.05);
        Assert.Equal(-20, Number(frame, "momentary_lufs"), 0.05);
        Assert.Equal(-20, Number(frame, "integrated_lufs"), 0.3);
        Assert.Equal(1, Number(frame, "correlation"), 0.001);
        var hz = frame.GetProperty("spectrum").GetProperty("hz").EnumerateArray().Select(h => h.GetDouble()).ToList();
        var db = frame.GetProperty("spectrum").GetProperty("db")[0].EnumerateArray().Select(l => l.ValueKind == JsonValueKind.Number ? l.GetDouble() : double.NegativeInfinity).ToList();
        Assert.Equal(hz.Count, db.Count);
        var highest = db.IndexOf(db.Max());
        Assert.Equal(1000, hz[highest], 0.01);
        Assert.Equal(-20, db[highest], 0.1);
        Assert.True(db.Where((_, k) => Math.Abs(k - highest) > 2).Max() < -90);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Given_a_pair_in_antiphase_or_with_a_silent_side_then_the_correlation_says_so(int sign)
    {
        await Play(Wav(i => (0.5 * Math.Sin(i * 0.1), sign * 0.5 * Math.Sin(i * 0.1)), 30));
        var frame = await Frame(f => f.GetProperty("channels").GetArrayLength() == 2 && IsNear(-9.03, Number(Channel(f, 0), "rms_db"), 0.05));
        Assert.Equal(sign, Number(frame, "correlation"), 0.001);
    }

    [Fact]
    public async Task Given_a_player_then_the_position_moves_as_its_status_says_and_follows_a_seek()
    {
        await Play("tone:pink?db=-20&seconds=300");
        await Frame(f => Number(f, "position_s") > 0.5);
        for (var round = 0; round < 5; round++)
        {
            var before = await PositionOfStatus();
            var frame = await Frame(_ => true);
            var after = await PositionOfStatus();
            // It runs on from what was told last, as far as the device and its ring hold.
            Assert.InRange(Number(frame, "position_s"), before, after + 0.2);
        }
        await Transport("seek", "200");
        var sought = await Frame(f => Number(f, "position_s") >= 200);
        Assert.Equal(1, sought.GetProperty("entry").GetInt64());
        await Frame(f => Number(f, "position_s") > 200.5);
    }

    [Fact]
    public async Task Given_a_pause_then_silence_is_shown_where_it_stands_and_sound_when_it_goes_on()
    {
        await Play("tone:sine?hz=1000&db=-20&seconds=300");
        await Frame(f => f.GetProperty("channels").GetArrayLength() == 2 && IsNear(-20, Number(Channel(f, 0), "peak_db"), 0.02));
        await Transport("pause");
        var paused = await Frame(f => f.GetProperty("state").GetString() == "paused" && f.GetProperty("is_silent").GetBoolean());
        Assert.Equal(JsonValueKind.Null, Channel(paused, 0).GetProperty("peak_db").ValueKind);
        Assert.Equal(JsonValueKind.Null, Channel(paused, 1).GetProperty("rms_db").ValueKind);
        Assert.True(Number(paused, "short_term_lufs") < -100);
        Assert.All(paused.GetProperty("spectrum").GetProperty("db")[0].EnumerateArray(), l => Assert.Equal(JsonValueKind.Null, l.ValueKind));
        Assert.Equal(Number(paused, "position_s"), Number(await Frame(_ => true), "position_s"));
        await Transport("play");
        await Frame(f => f.GetProperty("state").GetString() == "playing" && IsNear(-20, Number(Channel(f, 0), "peak_db"), 0.02) && Number(f, "position_s") > Number(paused, "position_s"));
    }

    [Fact]
    public async Task Given_entries_of_other_rates_and_channels_then_the_same_view_goes_on()
    {
        await Play("tone:sine?hz=500&db=-10&seconds=2&rate=44100", "tone:sine?hz=2000&db=-30&seconds=120&rate=96000&channels=1");
        await Frame(f => Number(f, "rate_hz") == 44100 && f.GetProperty("channels").GetArrayLength() == 2);
        var second = await Frame(f => Number(f, "rate_hz") == 96000 && f.GetProperty("channels").GetArrayLength() == 1 && IsNear(-33.01, Number(Channel(f, 0), "rms_db"), 0.05));
        Assert.Equal(2, second.GetProperty("entry").GetInt64());
        Assert.True(Number(Channel(second, 0), "peak_max_db") < -29, "the peak that is held is the entry's own");
    }

    [Fact]
    public async Task Given_bits_of_dsd_then_the_position_is_shown_and_nothing_measured()
    {
        var dsf = Path.Combine(_folder.FullName, "signal.dsf");
        var made = await Task.Run(() => InProcess.Run("convert", Wav(i => (0.2 * Math.Sin(i * 0.1), 0.2 * Math.Sin(i * 0.1)), 10), dsf));
        Assert.True(made.Code == ExitCode.Done, made.Error);
        await Play(dsf, "--dsd", "native", "--loop", "queue");
        var frame = await Frame(f => Number(f, "position_s") > 0.2);
        Assert.Equal("signal", frame.GetProperty("title").GetString());
        Assert.Equal(64 * 44100, Number(frame, "rate_hz"));
        Assert.Equal(0, frame.GetProperty("channels").GetArrayLength());
        Assert.Equal(0, frame.GetProperty("spectrum").GetProperty("fft_size").GetInt32());
        await Transport("status");
    }

    [Fact]
    public async Task Given_a_player_that_ends_then_a_monitor_of_it_ends_as_well()
    {
        await Play("tone:pink?db=-20&seconds=300");
        var watching = Task.Run(() => InProcess.Run("monitor", "--node", Socket, "--json", "--fps", "50"));
        await Frame(f => Number(f, "position_s") > 0.3);
        await _end.CancelAsync();
        Assert.Equal(ExitCode.Cancelled, (await _playing!).Code);
        var result = await watching.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("The player has ended.", result.Error, StringComparison.Ordinal);
        var frames = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(frames.Length > 2);
        Assert.All(frames, f => JsonDocument.Parse(f));
    }

    [Fact]
    public async Task Given_a_terminal_then_bars_spectrum_and_waveform_are_drawn_and_the_terminal_is_given_back()
    {
        await Play("tone:sine?hz=1000&db=-6&seconds=300");
        await Frame(f => f.GetProperty("channels").GetArrayLength() == 2 && IsNear(-6, Number(Channel(f, 0), "peak_db"), 0.02));
        using var quit = new CancellationTokenSource();
        using var shown = new WatchedText();
        var watching = Task.Run(() => InProcess.Run(new InProcess.Setting { IsTerminal = true, Cancellation = quit.Token, Out = shown }, "monitor", "--node", Socket));
        string[] parts = ["▶", "Sine 1000 Hz", "null: 48000 Hz", "L  █", "−6.0 dB", "LUFS", "+1.00", " 1k ", "▇"];
        await Wait.UntilAsync(() => shown.ToString().Split("\e[H").Any(frame => parts.All(part => frame.Contains(part, StringComparison.Ordinal))), () => $"A whole picture in {shown}");
        await quit.CancelAsync();
        var result = await watching;
        Assert.Equal(ExitCode.Cancelled, result.Code);
        Assert.StartsWith("\e[?1049h\e[?25l", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("\e[?25h\e[?1049l", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_pipe_then_frames_are_lines_and_one_is_a_table()
    {
        await Play("tone:sine?hz=1000&db=-20&seconds=300");
        await Frame(f => f.GetProperty("channels").GetArrayLength() == 2 && IsNear(-20, Number(Channel(f, 0), "peak_db"), 0.02));
        var table = await Task.Run(() => InProcess.Run("monitor", "--node", Socket, "--once"));
        Assert.Contains("true peak", table.Out, StringComparison.Ordinal);
        Assert.Contains("Correlation  1.00", table.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', table.Out);
        using var quit = new CancellationTokenSource();
        using var shown = new WatchedText();
        var watching = Task.Run(() => InProcess.Run(new InProcess.Setting { Cancellation = quit.Token, Out = shown }, "monitor", "--node", Socket, "--fps", "20"));
        // Not in all: a device that runs dry on a busy machine is silent, and shown as such.
        await Wait.UntilAsync(() => Lines(shown.ToString()) is { Length: > 2 } lines && lines.Any(line => line.Contains("L −20.0 dB  R −20.0 dB", StringComparison.Ordinal)), () => $"A line with the level in {shown}");
        await quit.CancelAsync();
        Assert.All(Lines((await watching).Out), line => Assert.StartsWith("▶ 0:", line, StringComparison.Ordinal));

        static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Given_nobody_who_plays_or_no_view_or_an_absurd_option_then_it_is_said()
    {
        var nobody = InProcess.Run("monitor", "--node", Socket);
        Assert.Equal(ExitCode.Missing, nobody.Code);
        Assert.Contains($"Nothing plays at {Socket}", nobody.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, InProcess.Run("monitor", "--fps", "1000").Code);
        Assert.Equal(ExitCode.Usage, InProcess.Run("play", "x", "--no-view", "--view-fps", "60").Code);
        await Play("tone:pink?db=-20&seconds=300", "--no-view");
        var blind = await Task.Run(() => InProcess.Run("monitor", "--node", Socket));
        Assert.Equal(ExitCode.Missing, blind.Code);
        Assert.Contains("--no-view", blind.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_something_else_in_the_views_place_then_the_player_plays_without_and_says_so()
    {
        var path = ViewName.PathOf(Socket);
        Directory.CreateDirectory(path);
        try
        {
            await Play("tone:pink?db=-20&seconds=1");
            var result = await _playing!.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Done, result.Code);
            Assert.Contains("nt monitor cannot see this player", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    [Fact]
    public async Task Given_a_terminal_of_any_size_then_nothing_is_drawn_beyond_its_borders()
    {
        File.Copy(Wav(i => (0.5 * Math.Sin(i * 0.1), 0.2 * Math.Sin(i * 0.2)), 60), In("音楽 – ein langer Name, der in keine Zeile passt, und noch etwas 😀.wav"));
        await Play(Directory.GetFiles(_folder.FullName, "音*")[0]);
        await Frame(f => f.GetProperty("channels").GetArrayLength() == 2 && f.GetProperty("spectrum").GetProperty("db").GetArrayLength() > 0);
        using var view = PlayerView.TryOpen(ViewName.PathOf(Socket));
        await using var node = await Nt.Commands.Monitor.MonitoredNode.ConnectAsync(Socket, TestContext.Current.CancellationToken);
        var frame = new Nt.Commands.Monitor.MonitorFrame(view!, node);
        await Wait.UntilAsync(() => frame.Read() && frame.Entry is not null && frame.Spectrum.Bands > 0, "a whole frame");
        foreach (var colour in new[] { false, true })
        {
            var screen = new Nt.Commands.Monitor.MonitorScreen(new Sink(TextWriter.Null, IsTerminal: true, Colour: colour));
            for (var rows = 1; rows <= 60; rows++)
            {
                foreach (var columns in Enumerable.Range(1, 60).Concat([79, 80, 81, 132, 200]))
                {
                    var lines = screen.Draw(frame, columns, rows);
                    Assert.InRange(lines.Count, 1, rows);
                    Assert.All(lines, line => Assert.True(Cells.Width(line) <= columns, $"{columns} x {rows}: {line}"));
                }
            }
            Assert.Contains(screen.Draw(frame, 80, 24), line => line.Contains("rms", StringComparison.Ordinal));
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
