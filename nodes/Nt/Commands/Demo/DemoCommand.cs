using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Nt.Commands.Match;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Demo;

/// <summary>nt demo: the whole way on real music, from nothing.</summary>
internal sealed class DemoCommand : NtCommand
{
    // Two pieces of one soundtrack that differ: a bright one, and a quiet and dull one that is to sound like it.
    private const string Package = "drascula-music";
    private const string Folder = "usr/share/scummvm/drascula/audio";
    private const string Reference = "track30.ogg";
    private const string Target = "track5.ogg";

    private readonly CommandContext _context;

    public DemoCommand(CommandContext context) : base("demo", $"Matches one real track to another. The music comes from the Debian package {Package}; it is fetched once into the cache folder, so a second run works offline.")
    {
        _context = context;
        Remarks = ["The cache folder is $XDG_CACHE_HOME/ntworkstation, or ~/.cache/ntworkstation. The render and the report are written to demo/ in it."];
        Examples = [("nt demo", "Prints the table before and after, and where to listen and to look.")];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var streams = _context.Streams;
        var cache = Path.Combine(CacheFolder(), "ntworkstation");
        var demo = Path.Combine(cache, "demo");
        try
        {
            Directory.CreateDirectory(Path.Combine(cache, "music"));
            Directory.CreateDirectory(demo);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"The cache folder {cache} cannot be used: {failure.Message}\nSet XDG_CACHE_HOME to a folder with 100 MB of room.", failure);
        }
        var cancellation = _context.Arm();
        var music = Path.Combine(MusicPackage.Fetch(Package, Path.Combine(cache, "music"), _context.Environment("PATH"), streams.Error.WriteLine, cancellation), Folder);
        var output = Path.Combine(demo, "matched.flac");
        var order = new MatchOrder
        {
            References = [new ReferenceArgument(Path.Combine(music, Reference), 1)],
            Target = Path.Combine(music, Target),
            Output = output,
            Mode = MatchMode.Unpaired,
            Amount = 1,
            Ceiling = new Decibels(-1),
            Loudness = null,
            Stages = Stages.Default,
            ImpulseResponse = null,
            Encoding = OutputKind.Encoding(output, Audio.Output.MediaKind.Flac, null, null, null, ""),
            PresetPath = Path.Combine(demo, "preset.json"),
            ReportPath = Path.Combine(demo, "report.html"),
            PreviewPath = Path.Combine(demo, "preview.wav"),
            Json = false,
        };
        return MatchRun.Execute(_context, order);
    }

    private string CacheFolder()
    {
        if (_context.Environment("XDG_CACHE_HOME") is { Length: > 0 } folder && Path.IsPathRooted(folder)) return folder;
        if (_context.Environment("HOME") is { Length: > 0 } home) return Path.Combine(home, ".cache");
        throw new MissingException("There is no home folder to keep the music in.\nSet XDG_CACHE_HOME to a folder with 100 MB of room.");
    }
}
