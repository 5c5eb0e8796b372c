using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Commands.Session;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport.Chain;

/// <summary>nt transport chain insert: a stage.</summary>
internal sealed class InsertCommand : ChainVerb
{
    private readonly WordArgument _processor = new("PROCESSOR", "Its kind; nt chain list names them.", [.. ProcessorCatalogue.All.Select(d => d.Name)]) { HelpName = "PROCESSOR" };
    private readonly Argument<string[]> _values = new("PARAM=VALUE") { HelpName = "PARAM=VALUE…", Description = "Parameters; the others take their defaults. Bands as bands[0].gain_db=3.", Arity = ArgumentArity.ZeroOrMore };
    private readonly TextOption _before = new("--before", "STAGE", "The stage before which it comes. Default: the end.");

    public InsertCommand(CommandContext context) : base(context, "insert", "Puts a stage into the chain.")
    {
        Usage = "PROCESSOR [PARAM=VALUE…] [--before STAGE]";
        Arguments.Add(_processor);
        Arguments.Add(_values);
        Group("Options", _before, Node, AsJson);
        Examples = [("nt transport chain insert limiter", "At the end."), ("nt transport chain insert eq bands[0].f_hz=1000 bands[0].gain_db=-3 --before limiter", "Where it belongs.")];
    }

    protected override IEnumerable<TransportCommand> Commands(ParseResult parsed) =>
        [new InsertStage(parsed.GetRequiredValue(_processor), [.. (parsed.GetValue(_values) ?? []).Select(Assignments.Parse).Select(Located)], parsed.GetValue(_before))];
}

/// <summary>nt transport chain move: a stage to another place.</summary>
internal sealed class MoveCommand : ChainVerb
{
    private readonly Argument<string> _stage = new("STAGE") { HelpName = "STAGE" };
    private readonly TextOption _before = new("--before", "STAGE", "The stage before which it comes. Default: the end.");

    public MoveCommand(CommandContext context) : base(context, "move", "Puts a stage to another place.")
    {
        Arguments.Add(_stage);
        Group("Options", _before, Node, AsJson);
    }

    protected override IEnumerable<TransportCommand> Commands(ParseResult parsed) => [new MoveStage(parsed.GetRequiredValue(_stage), parsed.GetValue(_before))];
}

/// <summary>nt transport chain bypass: a stage out of the way, or in again.</summary>
internal sealed class BypassCommand : ChainVerb
{
    private readonly Argument<string> _stage = new("STAGE") { HelpName = "STAGE" };
    private readonly FlagOption _off = new("--off", "In again; one that was given up is tried anew.");

    public BypassCommand(CommandContext context) : base(context, "bypass", "Takes a stage out of the way, or in again; it runs on unheard.")
    {
        Arguments.Add(_stage);
        Group("Options", _off, Node, AsJson);
    }

    protected override IEnumerable<TransportCommand> Commands(ParseResult parsed) => [new BypassStage(parsed.GetRequiredValue(_stage), !parsed.GetValue(_off))];
}

/// <summary>nt transport chain set: parameters of stages.</summary>
internal sealed class SetCommand : ChainVerb
{
    private readonly Argument<string[]> _values = new("STAGE.PARAM=VALUE") { HelpName = "STAGE.PARAM=VALUE…", Description = "What to set. An empty value takes an optional parameter, or a band (eq.bands[2]=), away.", Arity = ArgumentArity.OneOrMore };

    public SetCommand(CommandContext context) : base(context, "set", "Sets parameters of stages. Several of one stage change together.")
    {
        Usage = "STAGE.PARAM=VALUE… [options]";
        Arguments.Add(_values);
        Group("Options", Node, AsJson);
        Examples =
        [
            ("nt transport chain set compressor.ratio=3", "Of the only compressor."),
            ("nt transport chain set 2.bands[0].gain_db=-2 2.bands[0].q=1.4", "One band of stage 2."),
        ];
    }

    protected override IEnumerable<TransportCommand> Commands(ParseResult parsed) =>
        [.. parsed.GetRequiredValue(_values).Select(Assignments.ParseQualified).GroupBy(v => v.Processor).Select(one => new SetStage(one.Key, [.. one.Select(v => Located(v.Assignment))]))];
}
