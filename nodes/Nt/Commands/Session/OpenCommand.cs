using System.CommandLine;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session open: owns a session until it is ended; commands of other processes come here.</summary>
internal sealed class OpenCommand : SessionVerb
{
    public OpenCommand(CommandContext context) : base(context, "open", "Keeps a session open in this process and tells what happens to it, until Ctrl-C. Other commands on it are carried out here.") =>
        Group("Options", TakeOver);

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var state = await FindAsync(parsed, cancellation);
        var id = SessionJournal.PersistenceIdOf(state.Id);
        var owned = Folder.TryLock(id);
        if (owned is null && !parsed.GetValue(TakeOver))
            throw new OutputException($"Another process owns the session {state.Id}.\nEnd it, or take the session from it with --take-over.");
        await using (var owner = await SessionOwner.OpenAsync(Folder, state.Id, owned, cancellation))
        {
            var teller = owner.System.ActorOf(Props.Create(() => new Teller(state, Out)), "teller");
            owner.System.EventStream.Subscribe<SessionEventKept>(teller);
            await owner.ReadyAsync(cancellation);
            Out.WriteLine($"{Text.Printable(state.Content.Name)} is open.");
            Out.Writer.Flush();
            await owner.EndedAsync(cancellation);
        }
        return ExitCode.Done;
    }

    private sealed class Teller : ReceiveActor
    {
        public Teller(SessionState state, Sink sink) => Receive<SessionEventKept>(kept =>
        {
            sink.WriteLine(FormattableString.Invariant($"{kept.Recorded.Sequence,6}  {Text.Printable(EventWords.Say(state, kept.Recorded.Event))}"));
            sink.Writer.Flush();
            state = kept.State;
        });
    }
}
