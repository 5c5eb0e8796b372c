using System.CommandLine;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport.Chain;

/// <summary>nt transport chain load: a chain from a file, in place of the one there is.</summary>
internal sealed class LoadCommand : ChainVerb
{
    private readonly FileArgument _file = new("C.json", "The chain; nt chain explains how one is written.") { HelpName = "C.json" };

    public LoadCommand(CommandContext context) : base(context, "load", "Puts a chain from a file in place of the one there is.")
    {
        Arguments.Add(_file);
        Group("Options", Node, AsJson);
    }

    protected override IEnumerable<TransportCommand> Commands(ParseResult parsed) =>
        [new LoadChain([.. SoundFile.Chain(Path.GetFullPath(parsed.GetRequiredValue(_file))).Select(ProcessorSettings.Of)])];
}

/// <summary>nt transport chain save: the chain as a file.</summary>
internal sealed class SaveCommand : ChainVerb
{
    private readonly FileArgument _file = new("C.json", "Where to; a file that is there is replaced.") { HelpName = "C.json" };

    public SaveCommand(CommandContext context) : base(context, "save", "Writes the chain to a file. Stages that are bypassed are left out.")
    {
        Arguments.Add(_file);
        Group("Options", Node);
    }

    protected override IEnumerable<TransportCommand> Commands(ParseResult parsed) => [new GetStatus()];

    protected override void Take(ParseResult parsed, TransportReply reply)
    {
        if (reply is not StatusReply { Status.Chain: var chain }) return;
        WholeFile.Write(parsed.GetRequiredValue(_file), ChainJson.Write([.. chain.Where(s => !s.IsBypassed).Select(s => s.Processor.ToSpec())]));
        var left = chain.Count(s => s.IsBypassed);
        if (left > 0) Out.WriteLine($"{Text.Count(left, "stage")} left out, being bypassed.");
    }
}
