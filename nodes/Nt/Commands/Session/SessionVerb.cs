using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Sqlite;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>What the commands of a session share: its name, reading it, changing it.</summary>
internal abstract class SessionVerb : NtCommand
{
    private readonly Argument<string> _name = new("NAME") { HelpName = "NAME", Description = "The session: its name, or the beginning of its id." };
    private readonly FlagOption _takeOver = new("--take-over", "Takes the session from a process that owns it and does not answer; what that one still writes is refused.");

    protected SessionVerb(CommandContext context, string name, string description, bool isNamed = true) : base(name, description)
    {
        Context = context;
        if (isNamed) Arguments.Add(_name);
        SetAction(parsed => Run(parsed, Context.Arm()).GetAwaiter().GetResult());
    }

    protected CommandContext Context { get; }

    protected Sink Out => Context.Streams.Out;

    protected DataFolder Folder => field ??= DataFolder.Of(Context.Environment);

    /// <summary>For commands that write.</summary>
    protected FlagOption TakeOver => _takeOver;

    protected abstract Task<int> Run(ParseResult parsed, CancellationToken cancellation);

    protected string NameOf(ParseResult parsed) => parsed.GetRequiredValue(_name);

    /// <exception cref="RefusalException">There is no session at all.</exception>
    protected Task<SqliteStore> OpenAsync(CancellationToken cancellation) =>
        Folder.HasJournal ? Folder.OpenAsync(cancellation) : throw new RefusalException("There is no session yet. Begin one with: nt session new NAME.");

    /// <summary>The session as its last event left it.</summary>
    protected async Task<SessionState> FindAsync(string name, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(cancellation);
        return await new SessionDirectory(store).FindAsync(name, cancellation);
    }

    protected Task<SessionState> FindAsync(ParseResult parsed, CancellationToken cancellation) => FindAsync(NameOf(parsed), cancellation);

    /// <summary>Sends a command and says what it came to.</summary>
    /// <exception cref="RefusalException">It is refused.</exception>
    /// <exception cref="OutputException">It could not be kept.</exception>
    protected async Task<CommandApplied> ApplyAsync(ParseResult parsed, SessionState before, SessionCommand command, CancellationToken cancellation)
    {
        var applied = Require(await SendAsync(parsed, before.Id, command, cancellation));
        await SayAsync(before, applied, cancellation);
        return applied;
    }

    protected Task<SessionReply> SendAsync(ParseResult parsed, SessionId session, SessionCommand command, CancellationToken cancellation) =>
        SessionLink.SendAsync(Folder, session, command, parsed.GetValue(_takeOver), cancellation);

    /// <summary>What a reply says when it is no success.</summary>
    protected static CommandApplied Require(SessionReply reply) => reply switch
    {
        CommandApplied applied => applied,
        CommandRefused refused => throw new RefusalException(new SessionRefusal(default, refused.What, refused.Where, refused.Advice).Message),
        CommandFailed failed => throw new OutputException(failed.IsTransient ? $"{failed.What}\nNothing was changed; try again." : failed.What),
        _ => throw new OutputException("The session is closing.\nTry again."),
    };

    /// <summary>What was taken back or made good again, so that nobody has to look up a number.</summary>
    private async Task<string> EditAsync(SessionId session, SessionEvent e, CancellationToken cancellation)
    {
        if (((e as Undone)?.Edit ?? (e as Redone)?.Edit) is not { } edit) return "";
        await using var store = await OpenAsync(cancellation);
        var journal = new SessionJournal(store);
        var before = await journal.StateAsync(session, edit - 1, cancellation);
        await foreach (var recorded in journal.EventsAsync(session, edit, edit, cancellation)) return $": {Text.Printable(EventWords.Say(before, recorded.Event))}";
        return "";
    }

    private async Task SayAsync(SessionState before, CommandApplied applied, CancellationToken cancellation)
    {
        if (applied.Events.Count == 0)
        {
            Out.WriteLine("Nothing to change: it is so already.");
            return;
        }
        var state = before;
        // Others may have written between our reading and our command: names are told as the events found them.
        if (state.Sequence != applied.Events[0].Sequence - 1)
        {
            await using var store = await OpenAsync(cancellation);
            state = await new SessionJournal(store).StateAsync(before.Id, applied.Events[0].Sequence - 1, cancellation);
        }
        foreach (var kept in applied.Events)
        {
            var recorded = kept.Read();
            Out.WriteLine(FormattableString.Invariant($"{recorded.Sequence,6}  {Text.Printable(EventWords.Say(state, recorded.Event))}{await EditAsync(state.Id, recorded.Event, cancellation)}"));
            state = SessionFold.Apply(state, recorded.Sequence, recorded.Event);
        }
    }
}
