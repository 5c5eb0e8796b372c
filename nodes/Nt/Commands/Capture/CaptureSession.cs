using System.Globalization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Capture;

namespace NTWorkstation.Nt.Commands.Capture;

/// <summary>One run of nt capture: the actor, what is told of it, and the key that ends it.</summary>
internal sealed class CaptureSession(CommandContext context, Ports ports, CaptureSettings settings, bool isJson, bool isQuiet)
{
    public int Run()
    {
        // A capture ends with Ctrl-C as it ends with q: that is how one is stopped.
        var cancellation = context.Arm();
        return RunAsync(cancellation).GetAwaiter().GetResult();
    }

    private async Task<int> RunAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource<CaptureResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = new CaptureLine(context.Streams, isQuiet);
        TellOfOthers();
        CaptureResult result;
        await using (var system = ActorSystem.Create("studio"))
        {
            var listener = system.ActorOf(Props.Create(() => new Listener(line, ended)), "listener");
            system.EventStream.Subscribe<CaptureTold>(listener);
            var capture = system.ActorOf(CaptureActor.Props(new(ports.Captures, ports.Output), settings), "capture");
            StartKeys(() => capture.Tell(StopCapture.Instance, ActorRefs.NoSender));
            using var stopping = cancellation.Register(() => capture.Tell(StopCapture.Instance, ActorRefs.NoSender));
            result = await ended.Task.ConfigureAwait(false);
        }
        line.Finish();
        if (result.End == CaptureEnd.Failed) throw Failure(result);
        if (isJson) CaptureReport.WriteJson(context.Streams.Out, settings, result);
        else if (!isQuiet) CaptureReport.WriteText(context.Streams.Error, settings, result);
        switch (result.End)
        {
            case CaptureEnd.Vanished:
                throw new MissingException($"{settings.Id}: {result.Problem}.\n{settings.Path} is complete and holds what came until then: {Length(result)}.");
            case CaptureEnd.Cut:
                throw new OutputException($"{result.Problem}\n{settings.Path} is complete and holds what came until then: {Length(result)}. Make room before the next take.", result.Failure);
            default:
                return ExitCode.Done;
        }
    }

    /// <summary>An application may play several streams, a browser one a tab: who wants all of them must know that one is captured.</summary>
    private void TellOfOthers()
    {
        if (isQuiet || !settings.Id.StartsWith("app:", StringComparison.Ordinal)) return;
        var streams = ports.Captures.List().Where(s => s is { Kind: CaptureKind.Application, IsCorked: false } && string.Equals(s.Name, settings.Id[4..], StringComparison.OrdinalIgnoreCase)).ToList();
        if (streams.Count < 2) return;
        var sink = context.Streams.Error;
        sink.WriteLine($"{sink.Paint(Ink.Yellow, "note:")} {Text.Printable(streams[0].Name)} plays {streams.Count} streams, and the newest is captured: {string.Join(", ", streams.Select(s => $"{s.Id[4..]} ({Text.Printable(s.Media)})"))}. --app NUMBER names another one; --monitor captures what all play together.");
    }

    private static string Length(CaptureResult result) => Text.Time(new(result.Frames.Value / result.Format!.Rate.Hz));

    private static Exception Failure(CaptureResult result)
    {
        var problem = result.Problem ?? "The capture failed.";
        if (result.Failure is ArgumentException) return new UsageException(problem);
        if (result.Failure is MediaException { Fault: MediaFault.NoSpace }) return new OutputException($"{problem}\nThere is no file. Make room, or name one on another disk.", result.Failure);
        // Once the format is known, what fails is the file.
        if (result.Format is not null && result.Failure is not null) return new OutputException(problem, result.Failure);
        return new MissingException(result.Failure is null ? problem : $"{problem}\nnt sources lists what there is.", result.Failure);
    }

    private void StartKeys(Action quit)
    {
        if (Console.IsInputRedirected || !context.Streams.Error.IsTerminal) return;
        new Thread(() =>
        {
            try
            {
                while (Console.ReadKey(intercept: true).Key != ConsoleKey.Q) { }
                quit();
            }
            catch (InvalidOperationException)
            {
                // The terminal has gone.
            }
        })
        { IsBackground = true, Name = "keys" }.Start();
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(CaptureLine line, TaskCompletionSource<CaptureResult> ended) => Receive<CaptureTold>(told =>
        {
            line.Tell(told);
            if (told is CaptureTold.Ended end) ended.TrySetResult(end.Result);
        });
    }
}

/// <summary>What nt capture says at the end.</summary>
internal static class CaptureReport
{
    public static void WriteText(Sink sink, CaptureSettings settings, CaptureResult result)
    {
        var (rate, format) = (result.Format!.Rate.Hz, result.Format);
        sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings.Path}: {Text.Time(new(result.Frames.Value / rate))}, {Text.Count(result.Frames.Value, "frame")}, {rate:0.###} Hz, {Text.Count(format.Channels, "channel")}{(result.IsExact ? ", every sample as the source had it" : "")}"));
        if (result.Start is { } start) sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"began {start.ToLocalTime():yyyy-MM-dd HH:mm:ss.fff zzz}"));
        if (result.Missing.Value > 0)
            sink.WriteLine(sink.Paint(Ink.Yellow, $"{Text.Count(result.Missing.Value, "frame")} lost in {Text.Count(result.Gaps.Count, "place")}; silence of the same length stands there"));
    }

    public static void WriteJson(Sink sink, CaptureSettings settings, CaptureResult result)
    {
        var rate = result.Format!.Rate.Hz;
        Json.WriteTo(sink, json =>
        {
            json.WriteString("source", settings.Id);
            json.WriteString("output", settings.Path);
            json.WriteString("ended", result.End switch { CaptureEnd.Complete => "duration", CaptureEnd.Stopped => "stopped", CaptureEnd.Vanished => "vanished", _ => "cut" });
            if (result.Problem is { } problem) json.WriteString("problem", problem);
            if (result.Start is { } start) json.WriteString("start", start.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            else json.WriteNull("start");
            json.WriteNumber("frames", result.Frames.Value);
            json.Number("duration_s", result.Frames.Value / rate, 6);
            json.Number("rate_hz", rate);
            json.WriteNumber("channels", result.Format.Channels);
            json.WriteString("source_format", result.Format.Samples.Name());
            json.WriteBoolean("exact", result.IsExact);
            json.WriteNumber("dropped_frames", result.Missing.Value);
            json.WriteStartArray("gaps");
            foreach (var gap in result.Gaps)
            {
                json.WriteStartObject();
                json.WriteNumber("at_frame", gap.At.Value);
                json.WriteNumber("frames", gap.Frames.Value);
                json.WriteString("lost_by", gap.Kind == Audio.Decode.Capture.CaptureEventKind.Dropped ? "reader" : "source");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("silence_frames", result.Silence.Value);
            json.WriteNumber("streams", result.Streams);
        });
    }
}
