using System.CommandLine;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Mastering.Level;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Loudness;

/// <summary>nt loudness: loudness of tracks and albums, and the tags that players turn the volume by.</summary>
internal sealed class LoudnessCommand : NtCommand
{
    private const string Listening = "Listening", Tagging = "Tagging";
    private readonly CommandContext _context;
    private readonly FilesArgument _files = new("FILES", "Audio files, or folders with all that is below them.") { HelpName = "FILES…" };
    private readonly FlagOption _write = new("--write", "Writes the gains into the files' tags. The audio is not touched.");
    private readonly FlagOption _album = new("--album", "All FILES are one album.");
    private readonly FlagOption _noAlbum = new("--no-album", "Every file stands for itself; tags of albums stay as they are.");
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public LoudnessCommand(CommandContext context) : base("loudness", "Measures loudness, range and true peak of tracks and albums, and writes ReplayGain 2 or R128 tags.")
    {
        _context = context;
        Usage = "FILES… [--write] [--album|--no-album] [--json]";
        Arguments.Add(_files);
        Group("Options", _write, _album, _noAlbum, _json);
        Remarks =
        [
            "Two files or more of one folder are an album where their tags name the same one, or none. ReplayGain 2 turns towards −18 LUFS, R128 towards −23 LUFS; Opus files get R128 gains, all others ReplayGain. A file gets its new tags at once, when it is whole on the disk.",
        ];
        Examples =
        [
            ("nt loudness *.flac", "What a player would do to an album."),
            ("nt loudness --write ~/music", "Tags for everything below a folder."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_album) && parsed.GetValue(_noAlbum)) throw new UsageException("--album and --no-album contradict each other.");
        var paths = AudioFiles.Of(parsed.GetRequiredValue(_files));
        var (json, write) = (parsed.GetValue(_json), parsed.GetValue(_write));
        var grouping = parsed.GetValue(_album) ? AlbumGrouping.One : parsed.GetValue(_noAlbum) ? AlbumGrouping.None : AlbumGrouping.ByFolderAndTag;
        var (streams, ports, cancellation) = (_context.Streams, _context.MakePorts(), _context.Arm());
        var faults = new List<MediaException>();
        var albums = ProgressBars.Run(streams.Error, !json, write ? [Listening, Tagging] : [Listening], report =>
        {
            var scanned = ports.LoudnessScan().Run(paths, grouping, Environment.ProcessorCount, share => report(Listening, share), cancellation);
            if (write) faults.AddRange(WriteTags(scanned, ports, share => report(Tagging, share), cancellation));
            return scanned;
        });
        var unread = albums.SelectMany(a => a.Tracks).Select(t => t.Fault).OfType<MediaException>().ToArray();
        if (json) LoudnessReport.WriteJson(streams.Out, albums, write, [.. unread.Concat(faults)]);
        else
        {
            LoudnessReport.WriteText(streams.Out, albums);
            foreach (var track in albums.SelectMany(a => a.Tracks).Where(t => t.Damaged > 0)) streams.Error.WriteLine($"note: {Text.Printable(track.Path)} {DamageWords.Of(track.Damaged)}");
            foreach (var fault in unread.Concat(faults)) streams.Error.WriteLine($"{streams.Error.Paint(Ink.Red, "nt:")} {Text.Printable(LoudnessReport.Line(fault))}");
            if (write) streams.Out.WriteLine($"tags written into {Text.Count(albums.SelectMany(a => a.Tracks).Count(t => t.Reading is not null) - faults.Count, "file")}");
        }
        return faults.Any(f => f.Fault is MediaFault.NoSpace or MediaFault.Io or MediaFault.NotFound) ? ExitCode.Failed : unread.Length + faults.Count > 0 ? ExitCode.BadInput : ExitCode.Done;
    }

    // A file that cannot be tagged keeps nobody else from it.
    private static List<MediaException> WriteTags(IReadOnlyList<ScannedAlbum> albums, Ports ports, Action<double> report, CancellationToken cancellation)
    {
        var faults = new List<MediaException>();
        var tracks = albums.SelectMany(a => a.Tracks.Where(t => t.Reading is not null).Select(t => (Track: t, Album: a.Reading))).ToArray();
        for (var i = 0; i < tracks.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (track, album) = tracks[i];
            try
            {
                ports.Tags.Edit(track.Path, LoudnessTags.Of(track.Reading!, album, track.IsOpus));
            }
            catch (MediaException fault)
            {
                faults.Add(fault);
            }
            report((i + 1.0) / tracks.Length);
        }
        return faults;
    }
}
