using System.CommandLine;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Bench;

/// <summary>nt bench live: playing through a chain while the machine is busy.</summary>
internal sealed class LiveCommand : NtCommand
{
    private readonly NumberOption _seconds = new("--seconds", "S", "How long it plays.", 1, 86400, "s", "600");
    private readonly NumberOption _latency = new("--latency", "MS", "As of nt play.", 2, 2000, "ms", "10");
    private readonly TextOption _output = new("--output", "ID", "The device; default: null, which nobody hears.");
    private readonly NumberOption _load = new("--load", "N", "Threads that keep the processors and the garbage collector busy; default: as many as there are processors.", 0, 256, "threads", isWhole: true);
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public LiveCommand(CommandContext context) : base("live", "Plays through ten stages while the machine is busy, and counts what came too late.")
    {
        Usage = "[--seconds S] [--latency MS] [--output ID] [--load N] [--json]";
        Group("Options", _seconds, _latency, _output, _load, _json);
        Remarks =
        [
            "Beside it a bare loop in C fills a device of its own that takes frames at the same pace, and does nothing else. A second in which that loop was too late as well was the machine's: nothing could have played through it. What was late in any other second is ours.",
            "The exit code is 1 where something was ours.",
        ];
        Examples = [("nt bench live --seconds 60 --latency 5", "A minute at 5 ms."), ("nt bench live --output alsa:hw:0,0 --load 0", "A card on a quiet machine.")];
        SetAction(parsed =>
        {
            var order = new LiveOrder(
                TimeSpan.FromSeconds(parsed.GetValue(_seconds) ?? 600),
                new((parsed.GetValue(_latency) ?? 10) / 1000),
                parsed.GetValue(_output) is { Length: > 0 } output ? output : "null",
                (int)(parsed.GetValue(_load) ?? Environment.ProcessorCount));
            var cancellation = context.Arm();
            var figures = ProgressBars.Run(context.Streams.Error, true, [LiveBench.Step], report => new LiveBench(context.MakePorts(), order).Run(report, cancellation));
            if (parsed.GetValue(_json)) figures.WriteJson(context.Streams.Out);
            else figures.Write(context.Streams.Out);
            return cancellation.IsCancellationRequested ? ExitCode.Cancelled : figures.SecondsOfOurs > 0 ? ExitCode.Failed : ExitCode.Done;
        });
    }
}
