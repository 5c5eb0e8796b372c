using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session insert: a processor into a chain.</summary>
internal sealed class InsertCommand : SessionVerb
{
    private readonly WordArgument _processor = new("PROCESSOR", "Its kind.", [.. ProcessorCatalogue.All.Select(d => d.Name)]) { HelpName = "PROCESSOR" };
    private readonly Argument<string[]> _values = new("PARAM=VALUE") { HelpName = "PARAM=VALUE…", Description = "Parameters; the others take their defaults. Bands as bands[0].gain_db=3.", Arity = ArgumentArity.ZeroOrMore };
    private readonly TextOption _track = new("--track", "T", "Into this track's chain. Default: the master's.");
    private readonly NumberOption _at = new("--at", "I", "Its place in the chain, from 0. Default: the end.", 0, 1000, "", isWhole: true);
    private readonly TextOption _label = new("--label", "TEXT", "A name for it, such as \"bass EQ\".");

    public InsertCommand(CommandContext context) : base(context, "insert", "Puts a processor into a track's chain or the master's.")
    {
        Usage = "NAME PROCESSOR [--track T] [--at I] [PARAM=VALUE…]";
        Arguments.Add(_processor);
        Arguments.Add(_values);
        Group("Options", _track, _at, _label, TakeOver);
        Remarks =
        [
            "Processors and their parameters; those in brackets have a default. A value outside of its range is refused with the range.",
            .. ProcessorCatalogue.All.Select(Words),
        ];
        Examples =
        [
            ("nt session insert single limiter", "On the master, with a ceiling of −1 dBTP."),
            ("nt session insert single compressor threshold_db=-18 ratio=2", "On the master."),
            ("nt session insert single eq --track vocals --at 0 bands[0].type=high_pass bands[0].f_hz=90", "First on a track."),
        ];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var values = (parsed.GetValue(_values) ?? []).Select(Assignments.Parse).ToArray();
        var state = await FindAsync(parsed, cancellation);
        var files = new ProcessorFiles(Context, cancellation);
        values = files.Take(values);
        var insert = new InsertProcessor(parsed.GetRequiredValue(_processor), values, parsed.GetValue(_track), (int?)parsed.GetValue(_at), parsed.GetValue(_label), files.Media);
        await ApplyAsync(parsed, state, insert, cancellation);
        return ExitCode.Done;
    }

    private static string Words(ProcessorDefinition definition)
    {
        static string Of(ParameterDefinition p, string prefix) => p.Default is null && (p.Start is null || prefix.Length > 0) && !p.IsOptional && p.Type != ParameterType.Choice ? prefix + p.Name : $"[{prefix}{p.Name}]";
        string[] words = [.. definition.Parameters.Select(p => Of(p, "")), .. definition.BandParameters.Select(p => Of(p, "bands[N]."))];
        return $"{definition.Name}: {string.Join(' ', words)}";
    }
}
