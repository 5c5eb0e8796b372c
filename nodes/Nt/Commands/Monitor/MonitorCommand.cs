using System.CommandLine;
using NTWorkstation.Client.View;
using NTWorkstation.Nt.Commands.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Monitor;

/// <summary>nt monitor: meters and spectrum of what another process plays.</summary>
internal sealed class MonitorCommand : NtCommand
{
    private const double MostFrames = 144;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly CommandContext _context;
    private readonly FileOption _node = NodeOption.Make();
    private readonly NumberOption _fps = new("--fps", "N", "Frames a second.", 0.1, MostFrames, "frames a second", "30; 10 with --json, 1 where it is no terminal");
    private readonly FlagOption _json = new("--json", "Prints each frame as one line of JSON.");
    private readonly FlagOption _once = new("--once", "One frame, and ends.");

    public MonitorCommand(CommandContext context) : base("monitor", "Shows levels, loudness, phase, spectrum and waveform of what a node plays, as it is heard.")
    {
        _context = context;
        Group("Options", _node, _fps, _json, _once);
        Remarks =
        [
            "The levels are read from shared memory that the player shows itself in: any number of monitors costs it nothing. On a terminal q ends.",
            "Peaks are those of the last 100 ms (max: since the entry began, between the samples too), RMS is of the last 300 ms, where a sine of full scale reads −3 dB; M, S and I are the loudness of the last 400 ms, of the last 3 s and of the entry so far (EBU R 128). A sine of full scale reads 0 dB in the spectrum.",
        ];
        Examples =
        [
            ("nt monitor", "What nt play plays at this moment, in another terminal."),
            ("nt monitor --once --json", "For scripts."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _context.Arm();
        var socket = _node.Socket(parsed, _context);
        _context.MakePorts().Views.Sweep();
        var (json, once, sink) = (parsed.GetValue(_json), parsed.GetValue(_once), _context.Streams.Out);
        IMonitorPicture picture = json ? new MonitorJson(sink) : once || !sink.IsTerminal ? new MonitorText(sink, isWhole: once) : new MonitorScreen(sink);
        var fps = parsed.GetValue(_fps) ?? (json ? 10 : picture is MonitorScreen ? 30 : 1);
        return WatchAsync(socket, picture, once, TimeSpan.FromSeconds(1 / fps), cancellation).GetAwaiter().GetResult();
    }

    private async Task<int> WatchAsync(string socket, IMonitorPicture picture, bool once, TimeSpan interval, CancellationToken cancellation)
    {
        try
        {
            await using var node = await MonitoredNode.ConnectAsync(socket, cancellation).ConfigureAwait(false);
            using var view = await OpenAsync(socket, node, cancellation).ConfigureAwait(false);
            using var quit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _context.Streams.Out.Unread());
            using (picture.Begin(quit.Cancel))
            {
                var frame = new MonitorFrame(view, node);
                using var timer = new PeriodicTimer(interval);
                // What is shown was heard after it was asked for.
                for (var isFirst = true; await NextAsync(frame, isFirst && picture is not MonitorScreen, quit.Token).ConfigureAwait(false); isFirst = false)
                {
                    picture.Show(frame);
                    if (once) return ExitCode.Done;
                    if (quit.IsCancellationRequested || !await TickAsync(timer, quit.Token).ConfigureAwait(false)) return cancellation.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
                }
            }
            if (view.Life == PlayerLife.Silent) throw new MissingException($"The player at {socket} gives no sign of life: it was killed, or is frozen.");
            _context.Streams.Error.WriteLine("The player has ended.");
            return ExitCode.Done;
        }
        catch (ViewException problem)
        {
            throw new MissingException(problem.Message, problem);
        }
        catch (OperationCanceledException)
        {
            return cancellation.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
        }
    }

    // A player that is just beginning listens a moment before it shows itself.
    private static async Task<PlayerView> OpenAsync(string socket, MonitoredNode node, CancellationToken cancellation)
    {
        for (var end = DateTime.UtcNow + TimeSpan.FromSeconds(1); DateTime.UtcNow < end && !node.HasEnded; await Task.Delay(20, cancellation).ConfigureAwait(false))
            if (PlayerView.TryOpen(ViewName.PathOf(socket)) is { } view) return view;
        throw new MissingException($"What plays at {socket} shows no levels.\nIt was started with --no-view, or writes a file as fast as it can.");
    }

    /// <returns>False: the player has ended.</returns>
    private static async Task<bool> NextAsync(MonitorFrame frame, bool mustBeFresh, CancellationToken cancellation)
    {
        for (var end = DateTime.UtcNow + Patience; ; await Task.Delay(5, cancellation).ConfigureAwait(false))
        {
            if (!frame.Read()) return false;
            if (!mustBeFresh || frame.IsFresh || DateTime.UtcNow > end) return true;
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken quit)
    {
        try
        {
            return await timer.WaitForNextTickAsync(quit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
