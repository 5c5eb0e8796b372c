using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session relink: where files are now.</summary>
internal sealed class RelinkCommand : SessionVerb
{
    private readonly FilesArgument _where = new("WHERE", "A file, or a folder that is searched, for all that is not in its place; after a TRACK the file of that track.") { HelpName = "[TRACK] PATH", Arity = new ArgumentArity(1, 2) };
    private readonly FlagOption _replace = new("--replace", "Takes the track's file even if it holds something else: the track plays that from now on.");

    public RelinkCommand(CommandContext context) : base(context, "relink", "Says where files are now. They are known by what they hold: their names do not matter.")
    {
        Usage = "NAME PATH | NAME TRACK FILE [--replace]";
        Arguments.Add(_where);
        Group("Options", _replace, TakeOver);
        Examples =
        [
            ("nt session relink single /new/place", "Finds every file of the session that was moved, by its hash."),
            ("nt session relink single vocals take2.wav --replace", "Another take for a track."),
        ];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (where, replace) = (parsed.GetRequiredValue(_where), parsed.GetValue(_replace));
        if (replace && where.Length == 1) throw new UsageException("--replace is for one track: give TRACK and FILE.");
        var state = await FindAsync(parsed, cancellation);
        if (where.Length == 1) return await FindAllAsync(parsed, state, where[0], cancellation);
        SessionLookup.Track(state, where[0]);
        var media = new MediaImport(Context.MakePorts().Decode, FileHash.Of).Read(where[1], cancellation);
        await ApplyAsync(parsed, state, replace ? new ReplaceTrack(where[0], media) : new RelinkTrack(where[0], media), cancellation);
        return ExitCode.Done;
    }

    private async Task<int> FindAllAsync(ParseResult parsed, SessionState state, string place, CancellationToken cancellation)
    {
        if (!Path.Exists(place))
            throw new BadInputException(SessionNames(state, place) ? $"Which file is that of track {place}?\nGive it as well: nt session relink NAME TRACK FILE." : $"{place}: there is no such file or folder.\nName where the session's files are now.");
        var media = state.Media.Values.OrderBy(m => m.Path, StringComparer.Ordinal).ToArray();
        var isFolder = Directory.Exists(place);
        // Of a folder only what is needed; a file that is named is wanted, even if another copy is in its place.
        var wanted = isFolder ? media.Where(m => !MediaSearch.IsInPlace(m, cancellation)).ToArray() : media;
        if (wanted.Length == 0)
        {
            Out.WriteLine(media.Length == 0 ? "The session has no files yet." : $"Every file of the session is in its place ({Text.Count(media.Length, "file")}).");
            return ExitCode.Done;
        }
        var looked = 0;
        var found = MediaSearch.Find(place, wanted, _ => looked++, cancellation);
        foreach (var (hash, path) in found) await ApplyAsync(parsed, state, new RelinkMedium(hash, path), cancellation);
        if (!isFolder && found.Count == 0)
            throw new BadInputException($"{place} holds nothing that the session uses.\nTo play it on a track from now on: nt session relink NAME TRACK FILE --replace.");
        var missing = isFolder ? wanted.Where(m => !found.ContainsKey(m.ContentHash)).ToArray() : [];
        if (missing.Length == 0) return ExitCode.Done;
        Out.WriteLine($"Looked into {Text.Count(looked, "file")} of {Text.Printable(place)}.");
        MissingMedia.Tell(Out, state, missing);
        return ExitCode.BadInput;
    }

    private static bool SessionNames(SessionState state, string text) => state.Content.Tracks.Any(t => t.Name == text);
}
