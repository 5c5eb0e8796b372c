using System.CommandLine;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session marker.</summary>
internal sealed class MarkerCommand : SessionVerb
{
    private readonly Argument<string> _marker = new("MARKER") { HelpName = "MARKER", Description = "The marker's name." };
    private readonly TextOption _at = new("--at", "TIME", "Where it stands: 83.5, 1:23.5 or 1:02:03.");
    private readonly FlagOption _remove = new("--remove", "Takes the marker away.");

    public MarkerCommand(CommandContext context) : base(context, "marker", "Sets, moves or removes a marker.")
    {
        Usage = "NAME MARKER (--at TIME | --remove)";
        Arguments.Add(_marker);
        Group("Options", _at, _remove, TakeOver);
        Examples = [("nt session marker single chorus --at 1:12", "A named place.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (marker, at) = (parsed.GetRequiredValue(_marker), parsed.GetValue(_at));
        if (at is null != parsed.GetValue(_remove)) throw new UsageException("Give either --at TIME or --remove.");
        SessionCommand command = at is null ? new RemoveMarker(marker) : new SetMarker(marker, new Seconds(TimeText.Seconds(at)));
        await ApplyAsync(parsed, await FindAsync(parsed, cancellation), command, cancellation);
        return ExitCode.Done;
    }
}
