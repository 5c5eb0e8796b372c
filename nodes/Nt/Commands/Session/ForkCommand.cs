using System.CommandLine;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session fork: a new session from a point of another.</summary>
internal sealed class ForkCommand : SessionVerb
{
    private readonly Argument<string> _new = new("NEW") { HelpName = "NEW", Description = "What the new session is to be called." };
    private readonly TextOption _at = new("--at", "N|TIME", "From this event or time. Default: as it is now.");

    public ForkCommand(CommandContext context) : base(context, "fork", "Begins a new session as another is, or was at any point. The two go separate ways.")
    {
        Usage = "NAME NEW [--at N|TIME]";
        Arguments.Add(_new);
        Group("Options", _at);
        Examples = [("nt session fork single \"single loud\" --at 12", "From the state after event 12.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        SessionState latest, origin;
        await using (var store = await OpenAsync(cancellation))
        {
            latest = await new SessionDirectory(store).FindAsync(NameOf(parsed), cancellation);
            origin = await SessionMoment.AtAsync(store, latest, parsed.GetValue(_at), cancellation);
        }
        var name = parsed.GetRequiredValue(_new);
        var id = await SessionBirth.BeginAsync(Folder, name, session => SessionDecisions.Fork(origin, latest, session, name), cancellation);
        Out.WriteLine(FormattableString.Invariant($"{id}  {Text.Printable(name)}, from {Text.Printable(origin.Content.Name)} at event {origin.Sequence}"));
        return ExitCode.Done;
    }
}
