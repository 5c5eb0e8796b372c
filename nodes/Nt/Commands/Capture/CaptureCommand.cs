using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Capture;

namespace NTWorkstation.Nt.Commands.Capture;

/// <summary>nt capture: a microphone, what an output plays, or one application, into a file.</summary>
internal sealed class CaptureCommand : NtCommand
{
    private const int BlockFrames = 4096;
    private const ulong DitherSeed = 0x4E54_5354_5544_494F;

    private readonly CommandContext _context;
    private readonly FileArgument _output = new("OUT", $"The file to write; its extension says the format: {OutputKind.Extensions}.") { HelpName = "OUT" };
    private readonly TextOption _app = new("--app", "NAME", "What one application plays: its name, its program's, or the number of a stream that nt sources lists.");
    private readonly TextOption _monitor = new("--monitor", "SINK", "What an output plays: pulse:SINK as nt devices lists it, or default.");
    private readonly TextOption _mic = new("--mic", "ID", "An input: pulse:SOURCE, alsa:NAME, jack:CLIENT as nt sources lists them, or default.");
    private readonly TextOption _duration = new("--duration", "TIME", "Length of the file, to the frame: 90 or 1:30. Without it the capture runs until q or Ctrl-C.");
    private readonly NumberOption _wait = new("--wait", "S", "How long a source that is not there yet is waited for, and an application that has ended its stream.", 0, 86400, "s", "10");
    private readonly NumberOption _rate = new("--rate", "HZ", "Sample rate that the source is asked for.", 1000, 768000, "Hz", "its own");
    private readonly NumberOption _channels = new("--channels", "N", "Channels that the source is asked for.", 1, 64, "channels", "its own", isWhole: true);
    private readonly WordOption _format = new("--format", "Stored sample type; fewer bits than the source has are dithered.", "the source's where OUT holds it, else the nearest", "f64", "f32", "s32", "s24", "s16");
    private readonly FlagOption _exact = new("--bit-perfect", "Refuses a source that would be converted or turned down on its way.");
    private readonly FlagOption _json = new("--json", "Prints the report as one JSON document on standard output.");
    private readonly FlagOption _quiet = new("--quiet", "No meter and no news.");

    public CaptureCommand(CommandContext context) : base("capture", "Records a microphone, what an output plays, or what one application plays, sample by sample as the source has it.")
    {
        _context = context;
        Usage = "(--app NAME | --monitor SINK | --mic ID) OUT [options]";
        Arguments.Add(_output);
        Group("Source", _app, _monitor, _mic, _rate, _channels, _exact);
        Group("File", _duration, _format);
        Group("Otherwise", _wait, _json, _quiet);
        Remarks =
        [
            "q, Ctrl-C or the end of --duration complete the file, which has its name only then. A source that goes completes it too, with what came until then, and the exit code is 4.",
            "An application is followed: when its stream ends, its next one goes on in the same file, and silence of the same length stands between. After --wait seconds without one the capture ends with the last sound.",
            "Of several streams of one application the newest that sounds is captured, and the others are named; nt sources tells their numbers, by which --app takes them.",
            "Frames that are lost on the way are counted and their places told; silence of the same length keeps the time.",
            "nt play capture:ID plays a source in place of recording it.",
        ];
        Examples =
        [
            ("nt capture --app Firefox talk.flac", "What Firefox plays, and nothing else that sounds."),
            ("nt capture --monitor default evening.wav --duration 1:30:00", "An hour and a half of whatever is heard."),
            ("nt capture --mic alsa:hw:1,0 voice.wav --rate 96000", "A card's input directly, at 96 kHz."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var output = parsed.GetRequiredValue(_output);
        var kind = OutputKind.Of(output, null);
        if (OutputEncoding.IsDsd(kind)) throw new UsageException($"{output}: one-bit files are not captured to. Capture .wav or .flac and convert it.");
        SampleKind? asked = parsed.GetValue(_format) switch
        {
            "f64" => SampleKind.F64,
            "f32" => SampleKind.F32,
            "s32" => SampleKind.S32,
            "s24" => SampleKind.S24,
            "s16" => SampleKind.S16,
            _ => null,
        };
        if (asked is not null) OutputKind.Encoding(output, kind, asked, null, null, "--format " + parsed.GetValue(_format));
        Seconds? duration = parsed.GetValue(_duration) is { } time ? new(TimeText.Seconds(time)) : null;
        if (duration is { Value: <= 0 }) throw new UsageException("--duration is longer than 0.");
        var ports = _context.MakePorts();
        var settings = new CaptureSettings
        {
            Id = Id(parsed),
            Path = Path.GetFullPath(output),
            Request = new()
            {
                Rate = parsed.GetValue(_rate) is { } rate ? new SampleRate(rate) : null,
                Channels = (int?)parsed.GetValue(_channels),
                IsExact = parsed.GetValue(_exact),
                Follows = parsed.GetValue(_app) is not null,
                Buffer = new(10),
            },
            Duration = duration,
            Patience = new(parsed.GetValue(_wait) ?? 10),
            Encoding = format => Encoding(output, kind, asked, format),
            Process = format => Dither(ports.Graph, Stored(kind, asked, format), asked, format),
        };
        var isJson = parsed.GetValue(_json);
        return new CaptureSession(_context, ports, settings, isJson, parsed.GetValue(_quiet)).Run();
    }

    private string Id(ParseResult parsed)
    {
        var (app, monitor, mic) = (parsed.GetValue(_app), parsed.GetValue(_monitor), parsed.GetValue(_mic));
        if (new[] { app, monitor, mic }.Count(v => v is not null) != 1)
            throw new UsageException("Name one source: --app NAME, --monitor SINK or --mic ID. nt sources lists what there is.");
        if (new[] { app, monitor, mic }.Any(v => v is { } text && string.IsNullOrWhiteSpace(text))) throw new UsageException("The source has no name. nt sources lists what there is.");
        if (app is not null) return app.StartsWith("app:", StringComparison.Ordinal) ? app : "app:" + app;
        if (monitor is not null)
        {
            if (monitor == "default" || monitor == "pulse:") return "pulse:@DEFAULT_MONITOR@";
            if (monitor.StartsWith("alsa:", StringComparison.Ordinal)) throw new UsageException("ALSA has no monitors: what a card plays can be captured through PulseAudio, PipeWire or JACK.");
            if (monitor.StartsWith("jack:", StringComparison.Ordinal)) throw new UsageException("JACK has no monitors: --mic jack:CLIENT captures what a client plays.");
            var sink = monitor.StartsWith("pulse:", StringComparison.Ordinal) ? monitor[6..] : monitor;
            return "pulse:" + (sink.EndsWith(".monitor", StringComparison.Ordinal) ? sink : sink + ".monitor");
        }
        return mic == "default" ? "pulse:" : mic!.Contains(':') ? mic : "pulse:" + mic;
    }

    private static SampleKind Stored(MediaKind kind, SampleKind? asked, CaptureFormat format) => asked ?? OutputKind.Nearest(kind, Kind(format.Samples));

    /// <exception cref="ArgumentException">The file cannot hold it.</exception>
    private static WriterOptions Encoding(string path, MediaKind kind, SampleKind? asked, CaptureFormat format)
    {
        var audio = new AudioFormat(format.Rate, format.Channels, AudioFormat.DefaultMask(format.Channels));
        try
        {
            OutputKind.RequireHolds(path, kind, audio);
        }
        catch (UsageException refused)
        {
            throw new ArgumentException(refused.Message);
        }
        if (OutputEncoding.RateOf(kind, format.Rate) is var held && held != format.Rate)
            throw new ArgumentException($"{path}: {OutputKind.Name(kind)} does not hold {format.Rate}. Ask for --rate {held.Hz:0}, or use another format.");
        return new() { Kind = kind, Format = audio, Samples = Stored(kind, asked, format) };
    }

    // What the file takes of its own accord loses nothing that is heard; who asks for fewer bits gets them without distortion.
    private static IRunningGraph? Dither(IGraph graph, SampleKind stored, SampleKind? asked, CaptureFormat format)
    {
        if (asked is null || Bits(stored) is not { } bits || Bits(Kind(format.Samples)) is { } own && own <= bits) return null;
        return graph.Build([new DitherSpec(bits, DitherKind.Tpdf, DitherSeed)], new(format.Rate, format.Channels, AudioFormat.DefaultMask(format.Channels)), BlockFrames);
    }

    private static int? Bits(SampleKind kind) => kind switch { SampleKind.S16 => 16, SampleKind.S24 => 24, SampleKind.S32 => 32, _ => null };

    private static SampleKind Kind(DeviceSamples samples) => samples switch
    {
        DeviceSamples.S16 => SampleKind.S16,
        DeviceSamples.S24 or DeviceSamples.S24Packed => SampleKind.S24,
        DeviceSamples.S32 => SampleKind.S32,
        DeviceSamples.F32 => SampleKind.F32,
        _ => SampleKind.F64,
    };
}
