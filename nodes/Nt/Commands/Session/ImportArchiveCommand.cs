using System.CommandLine;
using System.Globalization;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session import-archive: a session out of a file.</summary>
internal sealed class ImportArchiveCommand : SessionVerb
{
    private readonly FileArgument _file = new("FILE", "A file that nt session export wrote.") { HelpName = "FILE" };
    private readonly TextOption _called = new("--name", "NEW", "What the session is to be called. Default: what it was called.");
    private readonly FlagOption _copy = new("--copy", "Gives it an id of its own, so that it can stand beside the session it was exported from.");

    public ImportArchiveCommand(CommandContext context) : base(context, "import-archive", "Brings back a session, with its whole history, that nt session export saved. Nothing of a damaged file is taken.", isNamed: false)
    {
        Usage = "FILE [--name NEW] [--copy]";
        Arguments.Add(_file);
        Group("Options", _called, _copy);
        Remarks = ["Audio files are left where the session knows them, if they are there and unchanged. Otherwise they come out of the archive into the data folder; those that are not in it are listed with their hashes, for nt session relink."];
        Examples = [("nt session import-archive single.ntsession", "On another machine: nt session replay then makes the same samples.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var arrived = await SessionArrival.RunAsync(Folder, parsed.GetRequiredValue(_file), parsed.GetValue(_called), parsed.GetValue(_copy), cancellation);
        var state = arrived.State;
        Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{state.Id}  {Text.Printable(state.Content.Name)}: {Text.Count(state.Sequence, "event")}, {Text.Count(state.Content.Tracks.Count, "track")}"));
        if (arrived.Brought > 0) Out.WriteLine($"{Text.Count(arrived.Brought, "file")} put into {Text.Printable(Folder.MediaFolder)}");
        MissingMedia.Tell(Out, state, arrived.Missing);
        return ExitCode.Done;
    }
}
