using System.CommandLine;
using System.Text;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport.Chain;

/// <summary>What edits of a chain share: the node, and how its answer is told.</summary>
internal abstract class ChainVerb : NtCommand
{
    private readonly CommandContext _context;

    protected ChainVerb(CommandContext context, string name, string description) : base(name, description)
    {
        _context = context;
        SetAction(parsed => RunAsync(parsed, context.Arm()).GetAwaiter().GetResult());
    }

    protected FileOption Node { get; } = NodeOption.Make();

    protected FlagOption AsJson { get; } = new("--json", "Prints the reply as one JSON document.");

    /// <summary>What is asked, one after another: the first refusal ends it.</summary>
    protected abstract IEnumerable<TransportCommand> Commands(ParseResult parsed);

    protected virtual void Take(ParseResult parsed, TransportReply reply)
    {
    }

    protected Sink Out => _context.Streams.Out;

    /// <summary>Parameters that name files, as seen from anywhere.</summary>
    protected static Assignment Located(Assignment a) =>
        ParameterPath.TryParse(a.Parameter, out var path) && FileParameters.Contains(path.Name) && !string.IsNullOrWhiteSpace(a.Value) && !a.Value.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal)
            ? a with { Value = Path.GetFullPath(a.Value) }
            : a;

    private static readonly HashSet<string> FileParameters =
        ProcessorCatalogue.All.SelectMany(d => d.Parameters.Concat(d.BandParameters)).Where(p => p.IsFile).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var socket = Node.Socket(parsed, _context);
        var commands = Commands(parsed).ToList(); // whatever is wrong with the line is told before anything is done
        await using var client = await NodeLink.ConnectAsync(socket, cancellation).ConfigureAwait(false);
        foreach (var command in commands)
        {
            var reply = await NodeLink.AskAsync(client, socket, command, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(AsJson)) Out.WriteLine(Encoding.UTF8.GetString(TransportJson.Write(reply)));
            if (reply is Refused refused) throw new RefusalException(refused.Problem);
            Take(parsed, reply);
        }
        return ExitCode.Done;
    }
}
