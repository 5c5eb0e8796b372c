using System.CommandLine;

namespace NTWorkstation.Nt.Shell;

/// <summary>A command that is a word before others: nt session …. Alone it shows its help.</summary>
internal class GroupCommand : NtCommand
{
    public GroupCommand(CommandContext context, string name, string description) : base(name, description) => SetAction(_ =>
    {
        HelpWriter.Write(this, context.Streams.Error);
        return ExitCode.Usage;
    });

    /// <summary>Every command that does something, below a command, with the words it is typed with.</summary>
    public static IEnumerable<(string Words, Command Command)> Leaves(Command above, string words = "")
    {
        foreach (var command in above.Subcommands)
        {
            var name = words.Length == 0 ? command.Name : $"{words} {command.Name}";
            if (command.Subcommands.Count == 0) yield return (name, command);
            else
                foreach (var leaf in Leaves(command, name)) yield return leaf;
        }
    }
}
