using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Journal;

/// <summary>nt journal …: what every session's history is kept in.</summary>
internal sealed class JournalCommands : GroupCommand
{
    public JournalCommands(CommandContext context) : base(context, "journal", "Checks, saves and restores the journal that sessions are kept in.")
    {
        Add(new VerifyCommand(context));
        Add(new ExportCommand(context));
        Add(new ImportCommand(context));
        Examples = [("nt journal export backup.jsonl", "Everything in one file, which nt journal import brings back.")];
        Remarks = ["The journal is the file journal.db in $XDG_DATA_HOME/ntworkstation, or in ~/.local/share/ntworkstation."];
    }
}
