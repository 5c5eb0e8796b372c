using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session …: tracks, chains and renders with their whole history.</summary>
internal sealed class SessionCommands : GroupCommand
{
    public SessionCommands(CommandContext context) : base(context, "session", "Keeps tracks, their processors and every decision on them; any moment can be heard again, sample for sample.")
    {
        Add(new NewCommand(context));
        Add(new ListCommand(context));
        Add(new ShowCommand(context));
        Add(new ImportCommand(context));
        Add(new InsertCommand(context));
        Add(new SetCommand(context));
        Add(new MoveCommand(context));
        Add(new RemoveCommand(context));
        Add(new MarkerCommand(context));
        Add(new LoudnessCommand(context));
        Add(new RenameCommand(context));
        Add(new RelinkCommand(context));
        Add(new PresetCommand(context));
        Add(new MatchCommand(context));
        Add(new UndoCommand(context));
        Add(new RedoCommand(context));
        Add(new LogCommand(context));
        Add(new DiffCommand(context));
        Add(new ForkCommand(context));
        Add(new ReplayCommand(context));
        Add(new RenderCommand(context));
        Add(new ExportCommand(context));
        Add(new ImportArchiveCommand(context));
        Add(new OpenCommand(context));
        Remarks =
        [
            "NAME is a session's name or the beginning of its id. Tracks are named alike; processors by kind (eq), by place (eq#2, bass/eq, master/eq), by label or by id.",
            "Sessions are kept in $XDG_DATA_HOME/ntworkstation, or in ~/.local/share/ntworkstation. Audio files stay where they are.",
        ];
        Examples =
        [
            ("nt session new single && nt session import single vocals.wav band.wav", "A session with two tracks."),
            ("nt session insert single eq --track vocals bands[0].type=high_pass bands[0].f_hz=90", "A high-pass on one of them."),
            ("nt session render single single.flac && nt session log single", "The mix, and all that was done."),
        ];
    }
}
