using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport.Chain;

/// <summary>nt transport chain …: edits what everything goes through, while it plays.</summary>
internal sealed class ChainCommands : GroupCommand
{
    public ChainCommands(CommandContext context) : base(context, "chain", "Shows and edits the chain of what plays, while it plays.")
    {
        Add(new TransportVerb(context, "show", "The stages of the chain, in order, with their numbers and parameters.", _ => new GetStatus()) { Shown = ChainText.Write });
        Add(new LoadCommand(context));
        Add(new SaveCommand(context));
        Add(new TransportVerb(context, "clear", "Takes all stages away.", _ => new LoadChain([])));
        Add(new InsertCommand(context));
        Add(new TransportVerb(context, "remove", "Takes a stage away.", values => new RemoveStage(values[0]), "STAGE"));
        Add(new MoveCommand(context));
        Add(new BypassCommand(context));
        Add(new SetCommand(context));
        Remarks =
        [
            "A stage is named by its number, as show prints it, by its kind where there is one of it (eq), or by kind and count (eq#2).",
            "Every edit is faded in within a few hundredths of a second. It stays when another entry begins and when the device is opened anew; nt play --bit-perfect refuses it.",
            "A chain that changes the number of channels is loaded before it plays: a device keeps its channels.",
        ];
        Examples =
        [
            ("nt transport chain insert eq bands[0].f_hz=80 bands[0].gain_db=4", "A band that lifts the bass."),
            ("nt transport chain set eq.bands[0].gain_db=2", "Less of it."),
            ("nt transport chain bypass eq", "To hear what it does."),
            ("nt transport chain save mine.json", "For nt play --chain and nt render."),
        ];
    }
}
