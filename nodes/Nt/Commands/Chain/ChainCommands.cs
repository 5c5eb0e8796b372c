using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>nt chain …: chains of processors as files.</summary>
internal sealed class ChainCommands : GroupCommand
{
    public ChainCommands(CommandContext context) : base(context, "chain", "Lists, explains, checks, draws and imports chains of processors.")
    {
        Add(new ListCommand(context));
        Add(new ExplainCommand(context));
        Add(new CheckCommand(context));
        Add(new PlotCommand(context));
        Add(new ImportCommand(context));
        Remarks =
        [
            "A chain is a JSON file: { \"version\": 1, \"chain\": [ { \"processor\": \"gain\", \"gain_db\": -3 } ] }. config/schema/chain.schema.json describes it for editors, config/chains has some to begin with; nt render --chain runs one.",
        ];
        Examples =
        [
            ("nt chain explain limiter", "What a limiter can be told."),
            ("nt chain import camilla.yml -o room.json && nt chain plot room.json", "Another program's filters as a chain, and what they do."),
        ];
    }
}
