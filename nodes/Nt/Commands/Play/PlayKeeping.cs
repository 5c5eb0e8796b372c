using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>Keeps what a transport plays, now and then and at its end, so that a player that is killed goes on near where it was.</summary>
internal sealed class PlayKeeping : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _end = new();
    private readonly PlayMemory _memory;
    private readonly IActorRef _transport;
    private readonly Streams _streams;
    private readonly Task _loop;
    private bool _hasFailed;

    public PlayKeeping(PlayMemory memory, IActorRef transport, Streams streams)
    {
        (_memory, _transport, _streams) = (memory, transport, streams);
        _loop = KeepAsync();
    }

    /// <summary>The player ends.</summary>
    /// <param name="isOver">Everything was played.</param>
    public async Task EndAsync(bool isOver)
    {
        await StopAsync().ConfigureAwait(false);
        if (isOver) _memory.Forget();
        else await SaveAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task StopAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false)) await SaveAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The player ends.
        }
    }

    private async Task SaveAsync()
    {
        try
        {
            _memory.Save(await _transport.Ask<StateToKeep>(new GetStateToKeep(), Patience, CancellationToken.None).ConfigureAwait(false));
            _hasFailed = false;
        }
        catch (Exception failure) when (failure is OutputException or AskTimeoutException)
        {
            if (_hasFailed) return; // once is enough
            _hasFailed = true;
            _streams.Error.WriteLine($"{_streams.Error.Paint(Ink.Yellow, "note:")} nt play --resume would not come back here: {failure.Message}");
        }
    }
}
