using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session preset: a saved sound as a chain.</summary>
internal sealed class PresetCommand : SessionVerb
{
    private readonly FileArgument _file = new("P.json", "A preset as nt match --save-preset writes it; with --chain a chain.") { HelpName = "P.json" };
    private readonly TextOption _track = new("--track", "T", "For this track. Default: the master.");
    private readonly FlagOption _chain = new("--chain", "The file is a chain of processors, not a preset.");

    public PresetCommand(CommandContext context) : base(context, "preset", "Puts a saved preset or chain in the place of a track's chain or the master's.")
    {
        Usage = "NAME P.json [--track T] [--chain]";
        Arguments.Add(_file);
        Group("Options", _track, _chain, TakeOver);
        Examples = [("nt session preset single warm.json", "On the master, with its loudness.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (file, track) = (parsed.GetRequiredValue(_file), parsed.GetValue(_track));
        var style = parsed.GetValue(_chain) ? null : SoundFile.Preset(file);
        var specs = style is null ? SoundFile.Chain(file) : StyleChain.Of(style);
        var state = await FindAsync(parsed, cancellation);
        var name = Path.GetFileNameWithoutExtension(file);
        var files = new ProcessorFiles(Context, cancellation);
        var chain = files.Take(Settings(specs, file));
        await ApplyAsync(parsed, state, new ApplyPreset(name, chain, track, track is null ? style?.Loudness : null, files.Media), cancellation);
        return ExitCode.Done;
    }

    /// <exception cref="BadInputException">A parameter does not keep its contract.</exception>
    public static IReadOnlyList<ProcessorSettings> Settings(IReadOnlyList<ProcessorSpec> specs, string source)
    {
        try
        {
            return [.. specs.Select(ProcessorSettings.Of)];
        }
        catch (ContractException failure)
        {
            throw new BadInputException($"{source} cannot be used: {failure.Message}", failure);
        }
    }
}
