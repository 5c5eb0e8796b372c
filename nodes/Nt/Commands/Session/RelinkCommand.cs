using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session relink: where a track's file is now.</summary>
internal sealed class RelinkCommand : SessionVerb
{
    private readonly Argument<string> _track = new("TRACK") { HelpName = "TRACK", Description = "The track." };
    private readonly FileArgument _file = new("FILE", "Where its file is now.") { HelpName = "FILE" };
    private readonly FlagOption _replace = new("--replace", "Takes the file even if it holds something else: the track plays that from now on.");

    public RelinkCommand(CommandContext context) : base(context, "relink", "Says where a track's file is now. It must hold what was imported.")
    {
        Usage = "NAME TRACK FILE [options]";
        Arguments.Add(_track);
        Arguments.Add(_file);
        Group("Options", _replace, TakeOver);
        Examples = [("nt session relink single vocals /new/place/vocals.wav", "After the files were moved.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var state = await FindAsync(parsed, cancellation);
        var media = new MediaImport(Context.MakePorts().Decode, FileHash.Of).Read(parsed.GetRequiredValue(_file), cancellation);
        var track = parsed.GetRequiredValue(_track);
        await ApplyAsync(parsed, state, parsed.GetValue(_replace) ? new ReplaceTrack(track, media) : new RelinkTrack(track, media), cancellation);
        return ExitCode.Done;
    }
}
