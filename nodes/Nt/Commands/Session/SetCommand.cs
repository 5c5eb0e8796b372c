using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session set: parameters of processors.</summary>
internal sealed class SetCommand : SessionVerb
{
    private readonly Argument<string[]> _values = new("PROCESSOR.PARAM=VALUE") { HelpName = "PROCESSOR.PARAM=VALUE…", Description = "What to set. An empty value takes an optional parameter, or a band (eq.bands[2]=), away.", Arity = ArgumentArity.OneOrMore };
    private readonly FlagOption _turning = new("--turning", "A knob is being turned: changes that follow at once are kept as one, where the session is open in a process.");

    public SetCommand(CommandContext context) : base(context, "set", "Sets parameters of processors. Several of one processor change together.")
    {
        Usage = "NAME PROCESSOR.PARAM=VALUE… [options]";
        Arguments.Add(_values);
        Group("Options", _turning, TakeOver);
        Examples =
        [
            ("nt session set single compressor.ratio=3", "The only compressor."),
            ("nt session set single vocals/eq.bands[0].gain_db=-2 vocals/eq.bands[0].q=1.4", "One band of a track's equaliser."),
        ];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var values = parsed.GetRequiredValue(_values).Select(Assignments.ParseQualified).ToArray();
        var state = await FindAsync(parsed, cancellation);
        var files = new ProcessorFiles(Context, cancellation);
        var commands = values.GroupBy(v => v.Processor).Select(one => (Processor: one.Key, Assignments: files.Take(one.Select(v => v.Assignment)))).ToArray();
        foreach (var (processor, assignments) in commands)
            await ApplyAsync(parsed, state, new SetParameters(processor, assignments, parsed.GetValue(_turning), files.Media), cancellation);
        return ExitCode.Done;
    }
}
