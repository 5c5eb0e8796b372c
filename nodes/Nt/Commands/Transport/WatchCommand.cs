using System.Text;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport;

/// <summary>nt transport watch: events as they happen, a line of JSON each, until the node ends.</summary>
internal sealed class WatchCommand : NtCommand
{
    private readonly FileOption _node = NodeOption.Make();
    private readonly FlagOption _json = new("--json", "As it does without: for those who write it everywhere.");

    public WatchCommand(CommandContext context) : base("watch", "Prints what happens as it happens, each event as one line of JSON, until the node ends.")
    {
        Group("Options", _node, _json);
        Remarks = ["It also ends when nobody reads it any more, as behind head."];
        Examples = [("nt transport watch | jq -c 'select(.event == \"entry-began\")'", "What begins to sound.")];
        SetAction(parsed => WatchAsync(_node.Socket(parsed, context), context.Streams.Out, context.Arm()).GetAwaiter().GetResult());
    }

    private static async Task<int> WatchAsync(string socket, Sink sink, CancellationToken cancellation)
    {
        var unread = sink.Unread();
        using var quit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, unread);
        try
        {
            await PrintAsync(socket, sink, quit.Token).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (unread.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private static async Task PrintAsync(string socket, Sink sink, CancellationToken cancellation)
    {
        await using var client = await NodeLink.ConnectAsync(socket, cancellation).ConfigureAwait(false);
        var known = -1L;
        while (await NextAsync(client, known, cancellation).ConfigureAwait(false) is { } news)
        {
            foreach (var e in news.Events) sink.WriteLine(Encoding.UTF8.GetString(TransportJson.Write(e)));
            sink.Writer.Flush();
            known = news.Last;
        }
    }

    // Null: the node has ended.
    private static async Task<EventsReply?> NextAsync(Endpoint.ControlClient client, long known, CancellationToken cancellation) =>
        await client.AskAsync(TransportJson.Write(new GetEvents(known)), cancellation).ConfigureAwait(false) is { Length: > 0 } reply
            ? TransportJson.ReadReply(reply) as EventsReply : null;
}
