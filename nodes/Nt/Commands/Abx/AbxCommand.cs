using System.CommandLine;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Abx;

/// <summary>nt abx: whether two files can be told apart.</summary>
internal sealed class AbxCommand : NtCommand
{
    private readonly CommandContext _context;
    private readonly FileArgument _a = new("A", "A file."), _b = new("B", "The other one, of the same performance.");
    private readonly TextOption _output = new("--output", "ID", "The device; nt devices lists them.");
    private readonly NumberOption _trials = new("--trials", "N", "How often X is drawn and guessed.", 1, 1000, "trials", "16", isWhole: true);
    private readonly TextOption _start = new("--start", "TIME", "Where the part begins that is repeated: 83.5 or 1:23.5.");
    private readonly TextOption _end = new("--end", "TIME", "Where it ends. Default: with the shorter file.");
    private readonly NumberOption _latency = new("--latency", "MS", "From a key to what is heard.", 5, 1000, "ms", "50");
    private readonly FlagOption _asTheyAre = new("--as-they-are", "Does not bring the louder one down to the loudness of the other.");
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public AbxCommand(CommandContext context) : base("abx", "Tells whether two files can be told apart by ear: blind, at equal loudness, switching within a sound.")
    {
        _context = context;
        Usage = "A B [--output ID] [options]";
        Arguments.Add(_a);
        Arguments.Add(_b);
        Group("Options", _output, _trials, _start, _end, _latency, _asTheyAre, _json);
        Remarks =
        [
            "Keys: a, b and x choose what is heard, at the same moment of the music, with a fade of 10 ms; 1 says that X is A, 2 that X is B, u takes the last answer back. ← and → seek by 5 s, r goes back to the beginning, space pauses, q ends early. Whether an answer was right is told at the end.",
            "Both run in step all the time, so that nothing but the sound says which one is heard. The louder one is turned down by the difference of their integrated loudness (BS.1770). Of other rates the lower one is converted to the higher.",
            "p is the probability of at least as many right answers by guessing; below 0.05 is usually called a difference that was heard. Decide on the number of trials before you begin.",
            "Where standard input is no terminal, keys are read from it.",
        ];
        Examples =
        [
            ("nt abx master.flac stream.opus", "Sixteen trials."),
            ("nt abx a.wav b.wav --start 1:10 --end 1:18 --trials 24", "Eight seconds, over and over."),
        ];
        SetAction(parsed => Run(parsed));
    }

    // A slip of the hand is told; who wants to test the test may.
    private static bool HoldTheSame(string a, string b, CancellationToken cancellation)
    {
        try
        {
            if (Paths.Real(a) == Paths.Real(b)) return File.Exists(a);
            return new FileInfo(Paths.Real(a)).Length == new FileInfo(Paths.Real(b)).Length && FileHash.Of(a, cancellation) == FileHash.Of(b, cancellation);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or MediaException)
        {
            return false; // whoever opens it says why
        }
    }

    private int Run(ParseResult parsed)
    {
        var start = parsed.GetValue(_start) is { } from ? TimeText.Seconds(from) : 0;
        double? end = parsed.GetValue(_end) is { } to ? TimeText.Seconds(to) : null;
        if (end <= start) throw new UsageException("--end is not behind --start.");
        var order = new AbxOrder
        {
            A = Path.GetFullPath(parsed.GetRequiredValue(_a)),
            B = Path.GetFullPath(parsed.GetRequiredValue(_b)),
            Output = parsed.GetValue(_output) is { Length: > 0 } id ? id : "pulse:",
            Start = new(start),
            End = end is { } e ? new(e) : null,
            Latency = new((parsed.GetValue(_latency) ?? 50) / 1000),
            IsMatched = !parsed.GetValue(_asTheyAre),
        };
        if (order.Output.StartsWith("file:", StringComparison.Ordinal)) throw new UsageException("abx needs a device that somebody hears, not a file.");
        var cancellation = _context.Arm();
        if (HoldTheSame(order.A, order.B, cancellation))
            _context.Streams.Error.WriteLine($"{_context.Streams.Error.Paint(Ink.Yellow, "note:")} A and B hold the same bytes: there is no difference to hear.");
        var trials = new AbxTrials((int)(parsed.GetValue(_trials) ?? 16), new Random());
        var figures = new AbxSession(_context, order, trials).Run(AbxKeys.Of(_context.Streams), cancellation);
        if (parsed.GetValue(_json)) figures.WriteJson(_context.Streams.Out);
        else figures.Write(_context.Streams.Out);
        return cancellation.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
    }
}
