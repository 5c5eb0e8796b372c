using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Archive;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session export: a session as one file.</summary>
internal sealed class ExportCommand : SessionVerb
{
    private readonly FileArgument _file = new("FILE", "The file to write, such as single.ntsession.") { HelpName = "FILE" };
    private readonly FlagOption _media = new("--media", "Puts the audio files into it as well. Without it their hashes and places are listed, and import finds or asks for them.");

    public ExportCommand(CommandContext context) : base(context, "export", "Saves a session with its whole history as one file, for nt session import-archive.")
    {
        Usage = "NAME FILE [--media]";
        Arguments.Add(_file);
        Group("Options", _media);
        Remarks = ["The file holds every event, the state they come to, and the list of media with their hashes. The same session gives the same bytes."];
        Examples = [("nt session export single single.ntsession --media", "All that another machine needs to render it to the same samples.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (file, withMedia) = (parsed.GetRequiredValue(_file), parsed.GetValue(_media));
        await using var store = await OpenAsync(cancellation);
        var state = await new SessionDirectory(store).FindAsync(NameOf(parsed), cancellation);
        Paths.RequireApart([("the journal", Folder.JournalFile), .. state.Media.Values.Select(m => ("a file of the session", (string?)m.Path))], [("FILE", file)]);
        var used = SessionMedia.InUse(state);
        var left = new List<MediaReference>();
        Stream? Open(MediaReference medium)
        {
            if (!withMedia) return null;
            if (File.Exists(medium.Path)) return new FileStream(medium.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            // What only the past of the session plays does not stand in the way of its present.
            if (used.Contains(medium.ContentHash))
                throw new MediaException(MediaFault.NotFound, $"{medium.Path}: {MediumUse.Of(state, medium.ContentHash)} is not there. Find it with nt session relink, or export without --media.");
            left.Add(medium);
            return null;
        }
        ArchiveIndex index;
        long bytes;
        using (var output = new WholeStream(file))
        {
            var events = new SessionJournal(store).EventsAsync(state.Id, to: state.Sequence, cancellation: cancellation).ToBlockingEnumerable(cancellation);
            index = ArchiveWriter.Write(output.Stream, events, Open, cancellation);
            bytes = output.Stream.Length;
            output.Commit();
        }
        var held = index.Media.Count(m => m.Bytes is not null);
        Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Text.Printable(file)}  {Text.Count(index.Events, "event")}, {held} of {Text.Count(index.Media.Count, "file")} in it, {bytes / 1e6:0.0##} MB"));
        foreach (var medium in left) Out.WriteLine($"note: {Text.Printable(medium.Path)} is not there any more, and only the past of the session uses it: it is listed, not included.");
        return ExitCode.Done;
    }
}
