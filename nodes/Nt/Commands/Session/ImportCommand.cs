using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session import: files as tracks.</summary>
internal sealed class ImportCommand : SessionVerb
{
    private readonly FilesArgument _files = new("FILE", "Audio files; each becomes a track. They stay where they are.") { HelpName = "FILE…" };
    private readonly TextOption _track = new("--name", "TRACK", "What the track is to be called; for one file. Default: the file's name.");

    public ImportCommand(CommandContext context) : base(context, "import", "Adds files as tracks. Their content is remembered by hash, so that a moved file is found and a changed one is noticed.")
    {
        Usage = "NAME FILE… [options]";
        Arguments.Add(_files);
        Group("Options", _track, TakeOver);
        Examples = [("nt session import single vocals.wav band.wav", "Two tracks, \"vocals\" and \"band\".")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (files, name) = (parsed.GetRequiredValue(_files), parsed.GetValue(_track));
        if (name is not null && files.Length > 1) throw new UsageException("--name goes with one file.");
        var state = await FindAsync(parsed, cancellation);
        var ports = Context.MakePorts();
        // All of them are read before the first becomes a track.
        var media = ProgressBars.Run(Context.Streams.Error, files.Length > 1, ["Reading"], report =>
        {
            var found = new List<MediaReference>();
            foreach (var file in files)
            {
                found.Add(new MediaImport(ports.Decode, FileHash.Of).Read(file, cancellation));
                report("Reading", (double)found.Count / files.Length);
            }
            return found;
        });
        foreach (var one in media) await ApplyAsync(parsed, state, new ImportTrack(one, name), cancellation);
        return ExitCode.Done;
    }
}
