using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Studio.Decode.Live;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode.Live;

/// <summary>Hours of a source and a device with clocks of their own, in simulated time.</summary>
public sealed class LiveBufferTests
{
    private const double Rate = 8000;

    /// <summary>A source that sends blocks by its clock, each late by chance, and a device that takes blocks by its own.</summary>
    private sealed class Lab : IDisposable
    {
        private readonly Random _random = new(7);
        private readonly AudioBlock _sent, _heard;
        private readonly List<SourceNews> _told = [];
        private readonly double _sourceRate, _deviceRate, _jitter;
        private long _sentBlocks, _phase;
        private double _due, _last;

        public Lab(LiveSettings settings, double sourcePpm, double devicePpm, int block, double jitter, double burst = 0)
        {
            Buffer = new(new(new(Rate), 1, 4), settings, new NativeAsyncResampling());
            (_sent, _heard) = (new(1, block), new(1, 160));
            (_sourceRate, _deviceRate, _jitter) = (Rate * (1 + sourcePpm * 1e-6), Rate * (1 + devicePpm * 1e-6), jitter);
            for (var k = 0; k < burst * Rate / block; k++) Send(0);
            Plan();
        }

        public LiveBuffer Buffer { get; }
        public double Now { get; private set; }
        public List<SourceNews> News => _told;
        public double Hz { get; init; } = 1000;
        public List<double>? Heard { get; set; }
        public int Empty { get; private set; }

        /// <summary>When the source says nothing.</summary>
        public Func<double, bool> IsStalled { get; set; } = _ => false;

        public void Run(double until)
        {
            while (Now < until)
            {
                // Twenty milliseconds of the device.
                Now += 160 / _deviceRate;
                while (_due <= Now) Arrive();
                var wanted = 160;
                while (wanted > 0)
                {
                    var got = Buffer.Read(_heard, Now, _told);
                    if (got == 0) break;
                    Heard?.AddRange(_heard.Channel(0));
                    wanted -= got;
                }
                if (wanted > 0) Empty++;
            }
        }

        public void Dispose() => Buffer.Dispose();

        private void Arrive()
        {
            if (!IsStalled(_due)) Send(_due);
            else _phase += _sent.Capacity; // lost
            _sentBlocks++;
            Plan();
        }

        // In order, however late each is.
        private void Plan()
        {
            var ideal = (_sentBlocks + 1) * _sent.Capacity / _sourceRate;
            var late = _jitter * Math.Pow(_random.NextDouble(), 3);
            _last = _due = Math.Max(_last, ideal + late);
        }

        private void Send(double at)
        {
            _sent.Frames = _sent.Capacity;
            var samples = _sent.Channel(0);
            for (var i = 0; i < samples.Length; i++) samples[i] = 0.5 * Math.Sin(2 * Math.PI * Hz / Rate * (_phase++ % (long)Rate));
            Buffer.Write(_sent, at);
        }
    }

    [Theory]
    [InlineData(200, 0, 80, 0.005)]    // a microphone
    [InlineData(-200, 0, 80, 0.005)]
    [InlineData(100, -100, 80, 0.02)]
    [InlineData(200, 0, 2048, 0.4)]    // a radio that sends four times a second
    [InlineData(-150, 50, 2048, 0.4)]
    public void Given_clocks_200_ppm_apart_and_jitter_for_two_hours_then_it_runs_neither_dry_nor_over_and_the_pitch_settles(double source, double device, int block, double jitter)
    {
        var settings = block > 1000 ? LiveSettings.Network(new(0.1)) : LiveSettings.Device(new(0.1));
        using var lab = new Lab(settings, source, device, block, jitter);
        lab.Run(600);
        var gapsAtFirst = lab.Buffer.Gaps; // until it knows how late blocks are
        Assert.InRange(gapsAtFirst, 0, 3);
        var (least, most, mean, n) = (double.MaxValue, 0.0, 0.0, 0);
        for (var at = 601; at <= 7200; at++)
        {
            lab.Run(at);
            mean += lab.Buffer.Factor;
            n++;
            least = Math.Min(least, lab.Buffer.Held.Value);
            most = Math.Max(most, lab.Buffer.Held.Value);
            // Less than a cent off the pitch, always.
            Assert.InRange(lab.Buffer.Factor, 1 - 5.1e-4, 1 + 5.1e-4);
        }
        Assert.Equal(gapsAtFirst, lab.Buffer.Gaps);
        Assert.DoesNotContain(lab.News, s => s is SourceNews.Skipped);
        Assert.InRange(mean / n, 1 + (source - device) * 1e-6 - 1e-5, 1 + (source - device) * 1e-6 + 1e-5);
        Assert.True(least > 0);
        Assert.InRange(most, 0, (settings.Aim.Value + 3 * jitter + 2.0 * block / Rate) * Rate);
    }

    [Theory]
    [InlineData(80, 0.003, -70)]
    [InlineData(2048, 0.3, -50)]
    public void Given_a_tone_once_it_has_settled_then_its_sidebands_are_low(int block, double jitter, double most)
    {
        using var lab = new Lab(block > 1000 ? LiveSettings.Network(new(0.1)) : LiveSettings.Device(new(0.1)), 150, -50, block, jitter) { Hz = 1000 };
        lab.Run(1800);
        lab.Heard = [];
        lab.Run(1800 + 65536 / Rate + 1);
        // Everything but the carrier and 5 Hz to either side, against it, under a Blackman-Harris window.
        var n = 65536;
        var (spectrum, window) = (new double[n / 2], new double[n]);
        double[] a = [0.35875, 0.48829, 0.14128, 0.01168];
        for (var i = 0; i < n; i++) window[i] = a[0] - a[1] * Math.Cos(2 * Math.PI * i / n) + a[2] * Math.Cos(4 * Math.PI * i / n) - a[3] * Math.Cos(6 * Math.PI * i / n);
        for (var k = 7500; k < 8900; k++)
        {
            var (re, im) = (0.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * ((long)k * i % n) / n);
                re += lab.Heard[i] * window[i] * cos;
                im += lab.Heard[i] * window[i] * sin;
            }
            spectrum[k] = re * re + im * im;
        }
        var peak = Array.IndexOf(spectrum, spectrum.Max());
        Assert.InRange(peak * Rate / n, 999, 1001);
        var aside = Enumerable.Range(7500, 1400).Where(k => Math.Abs(k - peak) * Rate / n > 5).Max(k => spectrum[k]);
        var db = 10 * Math.Log10(aside / spectrum[peak]);
        Assert.True(db < most, $"{db:0.0} dB");
    }

    [Fact]
    public void Given_a_source_that_falls_silent_then_it_fades_waits_and_fades_in_and_the_gap_is_counted()
    {
        using var lab = new Lab(LiveSettings.Device(new(0.1)), 0, 0, 80, 0.002) { Hz = 440 };
        lab.Run(30);
        lab.Heard = [];
        lab.IsStalled = at => at is > 31 and < 33;
        lab.Run(40);
        Assert.Equal(1, lab.Buffer.Gaps);
        Assert.Single(lab.News.OfType<SourceNews.GapBegan>());
        Assert.InRange(lab.News.OfType<SourceNews.GapEnded>().Single().Silence.Value, 1.7 * Rate, 2.3 * Rate);
        // No step is larger than the tone's own: both ends of the gap are faded.
        var steps = lab.Heard.Zip(lab.Heard.Skip(1), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(steps, 0, 0.5 * 2 * Math.PI * 440 / Rate * 1.05);
    }

    [Fact]
    public void Given_a_reader_that_pauses_then_it_goes_on_with_what_is_new_and_what_was_left_out_is_told()
    {
        var settings = LiveSettings.Device(new(0.1));
        using var buffer = new LiveBuffer(new(new(Rate), 1, 4), settings, new NativeAsyncResampling());
        var (block, heard, news) = (new AudioBlock(1, 80) { Frames = 80 }, new AudioBlock(1, 160), new List<SourceNews>());
        var (now, next) = (0.0, 0L);
        void Send(double seconds)
        {
            for (var end = now + seconds; now < end; now += 0.01)
            {
                for (var i = 0; i < 80; i++) block.Channel(0)[i] = next++ * 1e-6;
                buffer.Write(block, now);
            }
        }
        Send(0.2);
        Assert.True(buffer.Read(heard, now, news) > 0);
        Send(60);
        var dropped = 0L;
        var newest = 0.0;
        while (buffer.Read(heard, now, news) > 0) newest = Math.Max(newest, heard.Channel(0).ToArray().Max());
        dropped = news.OfType<SourceNews.Skipped>().Sum(s => s.Dropped.Value);
        Assert.InRange(dropped, 55 * Rate, 60 * Rate);
        // A ramp: what was heard last is of the last that came.
        Assert.InRange(newest, (next - 0.1 * Rate) * 1e-6, next * 1e-6);
    }

    [Fact]
    public void Given_a_burst_at_first_then_it_is_kept_and_given_back_so_slowly_that_nobody_hears_it()
    {
        using var lab = new Lab(LiveSettings.Network(new(0.1)), 100, 0, 2048, 0.1, burst: 6);
        lab.Run(60);
        Assert.InRange(lab.Buffer.Held.Value, 5 * Rate, 7 * Rate);
        lab.Run(3600);
        Assert.Equal(0, lab.Buffer.Gaps);
        Assert.DoesNotContain(lab.News, s => s is SourceNews.Skipped);
        Assert.InRange(lab.Buffer.Held.Value, 4.5 * Rate, 6.5 * Rate);
        Assert.InRange(lab.Buffer.Factor, 1 + 0.5e-4, 1 + 4e-4);
    }
}
