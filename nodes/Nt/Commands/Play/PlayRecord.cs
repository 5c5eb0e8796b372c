using System.Threading.Channels;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>
/// Adds what a player does to a session, as commands of its own: they go to the process that owns the session, where there is one. Whoever tells
/// it something never waits for a disk; a session that cannot be written costs a note, and the sound goes on.
/// </summary>
internal sealed class PlayRecord : IAsyncDisposable
{
    /// <summary>So long a fact waits for others, so that a slider that is drawn is one of them.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    /// <summary>Of facts that wait for a session that cannot be written; the oldest go first.</summary>
    private const int MostWaiting = 10_000;

    private readonly DataFolder _folder;
    private readonly SessionState _session;
    private readonly Action<string> _note;
    private readonly Lock _gate = new();
    private readonly PlayFacts _facts = new();
    private readonly Channel<PlayFact> _told = Channel.CreateUnbounded<PlayFact>(new() { SingleReader = true });
    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PlayFact> _waiting = [];
    private readonly Task _loop;
    private long _lost;
    private long _unsure;
    private bool _hasFailed;

    /// <param name="session">As it was found.</param>
    /// <param name="status">Of the transport, before it plays.</param>
    /// <param name="note">Told what could not be kept; any thread.</param>
    public PlayRecord(DataFolder folder, SessionState session, string device, TransportStatus status, Action<string> note)
    {
        (_folder, _session, _note) = (folder, session, note);
        Add([_facts.Begin(device, status)]);
        _loop = Task.Run(KeepAsync);
    }

    /// <summary>Any thread; does not wait.</summary>
    public void Tell(TransportEvent e)
    {
        lock (_gate) Add(_facts.Of(e));
    }

    /// <summary>Any thread; does not wait.</summary>
    public void Pulse(TransportPulse pulse)
    {
        lock (_gate) _facts.Pulse(pulse);
    }

    /// <summary>The player ends: what was under way is kept, and what waits.</summary>
    public async Task EndAsync()
    {
        lock (_gate)
        {
            Add(_facts.End());
            _told.Writer.TryComplete();
        }
        await _hurry.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _hurry.Dispose();
    }

    // What is told behind the end is nobody's any more.
    private void Add(IEnumerable<PlayFact> facts)
    {
        foreach (var fact in facts) _told.Writer.TryWrite(fact);
    }

    private async Task KeepAsync()
    {
        while (await _told.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // Cancelled: no time to wait is left.
            await Task.Delay(Gathering, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_told.Reader.TryRead(out var fact)) _waiting.Add(fact);
            await SendAsync().ConfigureAwait(false);
        }
        // What could not be kept then may be now.
        if (_waiting.Count > 0) await SendAsync().ConfigureAwait(false);
        if (_waiting.Count + _lost is > 0 and var missing)
            _note($"{Text.Count(missing, "fact")} about what was played could not be added to the session \"{_session.Content.Name}\".");
        if (_unsure > 0)
            _note($"{Text.Count(_unsure, "fact")} about what was played may be missing in the session \"{_session.Content.Name}\": the process that owns it did not answer.");
    }

    private async Task SendAsync()
    {
        var facts = PlayFacts.Gathered(_waiting);
        _waiting.Clear();
        _waiting.AddRange(facts);
        try
        {
            while (_waiting.Count > 0)
            {
                var some = _waiting.Take(RecordPlay.MostFacts).ToArray();
                try
                {
                    var reply = await SessionLink.SendAsync(_folder, _session.Id, new RecordPlay(some), takeOver: false, CancellationToken.None).ConfigureAwait(false);
                    if (reply is not CommandApplied) throw new OutputException(Said(reply));
                }
                catch (OwnerSilentException)
                {
                    // It may have them, and would have them twice.
                    _waiting.RemoveRange(0, some.Length);
                    _unsure += some.Length;
                    throw;
                }
                _waiting.RemoveRange(0, some.Length);
                _hasFailed = false;
            }
        }
        catch (Exception failure) // Whatever it is: it is no reason to end what sounds.
        {
            if (_waiting.Count > MostWaiting)
            {
                _lost += _waiting.Count - MostWaiting;
                _waiting.RemoveRange(0, _waiting.Count - MostWaiting);
            }
            if (_hasFailed) return; // once is enough
            _hasFailed = true;
            _note($"What is played is not added to the session \"{_session.Content.Name}\" now. {failure.Message}");
        }
    }

    private static string Said(SessionReply reply) => reply switch
    {
        CommandRefused refused => $"{refused.Where}: {refused.What}. {refused.Advice}",
        CommandFailed failed => failed.What,
        _ => "The session is closing.",
    };
}
