using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Bench;

/// <summary>nt bench …: what this machine can do.</summary>
internal sealed class BenchCommands : GroupCommand
{
    public BenchCommands(CommandContext context) : base(context, "bench", "Tries what this machine can do.")
    {
        Add(new LiveCommand(context));
        Examples = [("nt bench live --seconds 30", "Whether playing at 10 ms stays whole while the machine is busy.")];
    }
}
