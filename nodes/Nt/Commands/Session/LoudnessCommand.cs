using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session loudness: what renders are trimmed to.</summary>
internal sealed class LoudnessCommand : SessionVerb
{
    private readonly Argument<string> _target = new("LUFS") { HelpName = "LUFS", Description = "Integrated loudness that renders are to have, such as -16; \"off\" leaves it." };

    public LoudnessCommand(CommandContext context) : base(context, "loudness", "Sets the loudness that renders are trimmed to.")
    {
        Usage = "NAME LUFS|off";
        Arguments.Add(_target);
        Group("Options", TakeOver);
        Examples = [("nt session loudness show -16", "As podcasts are published.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var text = parsed.GetRequiredValue(_target);
        Lufs? target = null;
        if (text != "off")
            target = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? new Lufs(value) : throw new UsageException($"'{text}' is no loudness: give a number of LUFS, or off.");
        await ApplyAsync(parsed, await FindAsync(parsed, cancellation), new SetLoudnessTarget(target), cancellation);
        return ExitCode.Done;
    }
}
