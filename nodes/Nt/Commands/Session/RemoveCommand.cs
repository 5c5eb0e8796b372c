using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session remove: a processor or a track.</summary>
internal sealed class RemoveCommand : SessionVerb
{
    private readonly Argument<string?> _processor = new("PROCESSOR") { HelpName = "PROCESSOR", Description = "The processor.", Arity = ArgumentArity.ZeroOrOne };
    private readonly TextOption _track = new("--track", "T", "The track, with its chain, in place of a processor.");

    public RemoveCommand(CommandContext context) : base(context, "remove", "Takes a processor, or a track with its chain, away. Undo brings it back.")
    {
        Usage = "NAME (PROCESSOR | --track T)";
        Arguments.Add(_processor);
        Group("Options", _track, TakeOver);
        Examples = [("nt session remove single eq#2", "The second equaliser.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (processor, track) = (parsed.GetValue(_processor), parsed.GetValue(_track));
        if (processor is null == track is null) throw new UsageException("Give either a processor or --track T.");
        var state = await FindAsync(parsed, cancellation);
        await ApplyAsync(parsed, state, track is not null ? new RemoveTrack(track) : new RemoveProcessor(processor!), cancellation);
        return ExitCode.Done;
    }
}
