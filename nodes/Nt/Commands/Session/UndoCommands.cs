using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session undo.</summary>
internal sealed class UndoCommand(CommandContext context) : RepeatedVerb(
    context, "undo", "Takes back the last edit. Facts stay: renders that were made, files that were found again.", new Undo());

/// <summary>nt session redo.</summary>
internal sealed class RedoCommand(CommandContext context) : RepeatedVerb(context, "redo", "Makes good again what undo took back last.", new Redo());

/// <summary>A command without anything to say, that may be wanted several times.</summary>
internal abstract class RepeatedVerb : SessionVerb
{
    private readonly SessionCommand _command;
    private readonly NumberOption _times = new("--times", "N", "How often.", 1, 1000, "", "1", isWhole: true);

    protected RepeatedVerb(CommandContext context, string name, string description, SessionCommand command) : base(context, name, description)
    {
        _command = command;
        Group("Options", _times, TakeOver);
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var state = await FindAsync(parsed, cancellation);
        for (var left = (int)(parsed.GetValue(_times) ?? 1); left > 0; left--) await ApplyAsync(parsed, state, _command, cancellation);
        return ExitCode.Done;
    }
}
