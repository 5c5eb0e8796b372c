using System.CommandLine;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport;

/// <summary>A command of nt transport: one question to the node.</summary>
internal sealed class TransportVerb : NtCommand
{
    private readonly FileOption _node = NodeOption.Make();
    private readonly FlagOption _json = new("--json", "Prints the reply as one JSON document.");

    /// <param name="command">Makes the command of the values on the line.</param>
    /// <param name="valueName">Null: it takes none.</param>
    public TransportVerb(CommandContext context, string name, string description, Func<string[], TransportCommand> command, string? valueName = null, bool isMany = false)
        : base(name, description)
    {
        var one = new Argument<string>(valueName ?? "NONE") { HelpName = valueName };
        var many = new Argument<string[]>(valueName ?? "NONE") { Arity = ArgumentArity.ZeroOrMore, HelpName = valueName + "…" };
        if (valueName is not null) Arguments.Add(isMany ? many : one);
        Group("Options", _node, _json);
        SetAction(parsed =>
        {
            if (!isMany && valueName is not null && parsed.GetRequiredValue(one).Length == 0) throw new UsageException($"{valueName} is empty.");
            var asked = command(valueName is null ? [] : isMany ? parsed.GetValue(many) ?? [] : [parsed.GetRequiredValue(one)]);
            var reply = NodeLink.AskAsync(_node.Socket(parsed, context), asked, context.Arm()).GetAwaiter().GetResult();
            if (parsed.GetValue(_json)) context.Streams.Out.WriteLine(System.Text.Encoding.UTF8.GetString(TransportJson.Write(reply)));
            if (reply is Refused refused) throw new RefusalException(refused.Problem);
            if (!parsed.GetValue(_json) && reply is StatusReply { Status: var status }) Shown?.Invoke(status, context.Streams.Out);
            return ExitCode.Done;
        });
    }

    /// <summary>How a status is shown.</summary>
    public Action<TransportStatus, Sink>? Shown { get; init; }
}

/// <summary>Which node is meant.</summary>
internal static class NodeOption
{
    public static FileOption Make() => new("--node", "SOCKET", "The node's socket.");

    public static string Socket(this FileOption option, ParseResult parsed, CommandContext context) =>
        parsed.GetValue(option) is { Length: > 0 } path ? Path.GetFullPath(path) : TransportEndpoint.DefaultSocket(context.Environment);
}

/// <summary>The way to a node.</summary>
internal static class NodeLink
{
    /// <exception cref="MissingException">Nobody listens there.</exception>
    public static async Task<TransportReply> AskAsync(string socket, TransportCommand command, CancellationToken cancellation)
    {
        await using var client = await ConnectAsync(socket, cancellation).ConfigureAwait(false);
        return await AskAsync(client, socket, command, cancellation).ConfigureAwait(false);
    }

    public static async Task<ControlClient> ConnectAsync(string socket, CancellationToken cancellation) =>
        await ControlClient.TryConnectAsync(socket, TransportJson.MostBytes, cancellation).ConfigureAwait(false) ?? throw Nobody(socket);

    public static async Task<TransportReply> AskAsync(ControlClient client, string socket, TransportCommand command, CancellationToken cancellation) =>
        await client.AskAsync(TransportJson.Write(command), cancellation).ConfigureAwait(false) is { Length: > 0 } reply ? TransportJson.ReadReply(reply) : throw Nobody(socket);

    private static MissingException Nobody(string socket) => new($"Nothing plays at {socket}.\nStart nt play, or name its socket with --node.");
}
