using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Studio.Decode;

namespace NTWorkstation.Studio.Transport;

// Edits of the queue.
public sealed partial class TransportActor
{
    private static Refused? ProblemOf(Enqueue command, out List<SourceAddress> addresses)
    {
        addresses = [];
        if (command.Addresses.Count > Enqueue.MostAddresses) return new($"At most {Enqueue.MostAddresses} addresses are taken at once.");
        foreach (var text in command.Addresses)
        {
            try
            {
                addresses.Add(SourceAddress.Parse(text));
            }
            catch (FormatException problem)
            {
                return new(problem.Message);
            }
            if (addresses[^1] is { IsFile: true } file && !Path.IsPathRooted(file.Rest)) return new($"{text} is a relative path; an absolute one is needed.");
        }
        return null;
    }

    /// <summary>What a client asks to be played comes into the queue once the playlists among it are read, which is done beside what plays.</summary>
    private void Expand(Enqueue command, IActorRef client)
    {
        if (ProblemOf(command, out var addresses) is { } problem)
        {
            client.Tell(problem, Self);
            return;
        }
        var stopping = Context.Stopping;
        Task.Run(() => new Expanded(client, command.Before, PlaylistFiles.Expand(addresses, _ports.Web, stopping), null))
            .PipeTo(Self, failure: error => new Expanded(client, command.Before, [], error is MediaException ? error.Message : $"{error.GetType().Name}: {error.Message}"));
    }

    private TransportReply Insert(Expanded found)
    {
        if (found.Problem is { } problem) return new Refused(problem);
        if (found.Before is { } before && _queue[before] is null) return new Refused($"There is no entry {before}.");
        Insert(found.Items, found.Before);
        return new Done();
    }

    private sealed record Expanded(IActorRef For, EntryId? Before, IReadOnlyList<PlayItem> Items, string? Problem);

    private void Insert(IReadOnlyList<PlayItem> items, EntryId? before)
    {
        _queue.Insert(items, before, _entry);
        QueueHasChanged();
    }

    private Done Remove(RemoveEntries command)
    {
        var next = _entry;
        for (var steps = 0; next is { } gone && command.Entries.Contains(gone) && steps <= _queue.Entries.Count; steps++) next = _queue.Next(gone);
        var isPlaying = _state != TransportState.Stopped && _entry is { } playing && command.Entries.Contains(playing);
        _queue.Remove([.. command.Entries]);
        QueueHasChanged();
        if (!isPlaying) return new Done();
        if (next is { } other && _queue[other] is not null) return Jump(other, default);
        StopPlaying();
        return new Done();
    }

    private void QueueHasChanged()
    {
        Publish(new QueueChanged(Entries()));
        PlanAhead();
    }
}
