using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Commands.Transport;
using NTWorkstation.Nt.Endpoint;

namespace NTWorkstation.Nt.Commands.Monitor;

/// <summary>What the node says of itself: titles, the queue, the device. Asked twice a second.</summary>
internal sealed class MonitoredNode : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly ControlClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;
    private volatile TransportStatus? _status;
    private volatile bool _hasEnded, _isMute;

    private MonitoredNode(ControlClient client)
    {
        _client = client;
        _asking = AskAsync();
    }

    public TransportStatus? Status => _status;

    public bool HasEnded => _hasEnded;

    /// <summary>Its answers are not understood: it is of another version.</summary>
    public bool IsMute => _isMute;

    /// <exception cref="Shell.MissingException">Nobody listens there.</exception>
    public static async Task<MonitoredNode> ConnectAsync(string socket, CancellationToken cancellation) =>
        new(await NodeLink.ConnectAsync(socket, cancellation).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _asking.ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        var question = TransportJson.Write(new GetStatus());
        try
        {
            while (await _client.AskAsync(question, _stop.Token).ConfigureAwait(false) is { Length: > 0 } reply)
            {
                if (TransportJson.ReadReply(reply) is StatusReply { Status: var status }) _status = status;
                await Task.Delay(Interval, _stop.Token).ConfigureAwait(false);
            }
            _hasEnded = true;
        }
        catch (OperationCanceledException)
        {
        }
        catch (ContractException)
        {
            // Levels are shown without titles.
            _isMute = true;
        }
    }
}
