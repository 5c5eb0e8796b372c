using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session rename: the session, a track or a processor's label.</summary>
internal sealed class RenameCommand : SessionVerb
{
    private readonly Argument<string> _to = new("NEW") { HelpName = "NEW", Description = "The new name." };
    private readonly TextOption _track = new("--track", "T", "Renames this track.");
    private readonly TextOption _processor = new("--processor", "P", "Labels this processor; an empty name takes the label away.");

    public RenameCommand(CommandContext context) : base(context, "rename", "Renames a session, a track, or gives a processor a label.")
    {
        Usage = "NAME [--track T | --processor P] NEW";
        Arguments.Add(_to);
        Group("Options", _track, _processor, TakeOver);
        Examples = [("nt session rename single --track vocals \"lead vocals\"", "One track.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (to, track, processor) = (parsed.GetRequiredValue(_to), parsed.GetValue(_track), parsed.GetValue(_processor));
        if (track is not null && processor is not null) throw new UsageException("Give --track or --processor, not both.");
        var state = await FindAsync(parsed, cancellation);
        if (track is not null) await ApplyAsync(parsed, state, new RenameTrack(track, to), cancellation);
        else if (processor is not null) await ApplyAsync(parsed, state, new LabelProcessor(processor, to.Length == 0 ? null : to), cancellation);
        else
        {
            using var names = await SessionBirth.NamesAsync(Folder, cancellation);
            if (!string.Equals(state.Content.Name, to, StringComparison.OrdinalIgnoreCase)) await SessionBirth.RequireFreeAsync(Folder, to, cancellation);
            await ApplyAsync(parsed, state, new RenameSession(to), cancellation);
        }
        return ExitCode.Done;
    }
}
