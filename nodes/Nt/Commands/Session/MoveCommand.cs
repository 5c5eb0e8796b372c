using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session move: the order of processors and tracks.</summary>
internal sealed class MoveCommand : SessionVerb
{
    private readonly Argument<string> _what = new("PROCESSOR") { HelpName = "PROCESSOR", Description = "The processor; with --of-tracks the track." };
    private readonly NumberOption _to = new("--to", "I", "Its place afterwards, from 0.", 0, 1000, "", isWhole: true) { Required = true };
    private readonly TextOption _track = new("--track", "T", "Into this track's chain; \"master\" for the master's. Default: where it is.");
    private readonly FlagOption _tracks = new("--of-tracks", "Moves a track in the list of tracks.");

    public MoveCommand(CommandContext context) : base(context, "move", "Moves a processor within its chain or to another, or a track among the tracks.")
    {
        Usage = "NAME PROCESSOR --to I [--track T | --of-tracks]";
        Arguments.Add(_what);
        Group("Options", _to, _track, _tracks, TakeOver);
        Examples = [("nt session move single eq#2 --to 0", "To the front of its chain.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (what, to) = (parsed.GetRequiredValue(_what), (int)parsed.GetValue(_to)!.Value);
        if (parsed.GetValue(_tracks) && parsed.GetValue(_track) is not null) throw new UsageException("--track goes with a processor, not with --of-tracks.");
        var state = await FindAsync(parsed, cancellation);
        await ApplyAsync(parsed, state, parsed.GetValue(_tracks) ? new MoveTrack(what, to) : new MoveProcessor(what, to, parsed.GetValue(_track)), cancellation);
        return ExitCode.Done;
    }
}
