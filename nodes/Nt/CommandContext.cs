using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt;

/// <summary>What a command is given: nothing in a command reaches for the process itself, so tests run commands in their own process.</summary>
/// <param name="Streams">Where results and diagnostics go.</param>
/// <param name="MakePorts">Makes the ports; called once a command really works with audio.</param>
/// <param name="Arm">Starts to listen for cancellation and gives its token.</param>
internal sealed record CommandContext(Streams Streams, Func<Ports> MakePorts, Func<CancellationToken> Arm)
{
    /// <summary>The environment by name; tests put their own here.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
