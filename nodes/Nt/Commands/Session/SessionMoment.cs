using System.Globalization;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>A session as it was.</summary>
internal static class SessionMoment
{
    /// <param name="latest">As it is.</param>
    /// <param name="moment">The number of an event, or a time; null for the latest.</param>
    /// <exception cref="UsageException">There was nothing then, or it is neither.</exception>
    public static async Task<SessionState> AtAsync(IPersistenceStore store, SessionState latest, string? moment, CancellationToken cancellation)
    {
        if (moment is null) return latest;
        var journal = new SessionJournal(store);
        if (long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return sequence >= 1 && sequence <= latest.Sequence ? await journal.StateAsync(latest.Id, sequence, cancellation)
                : throw new RefusalException(string.Create(CultureInfo.InvariantCulture, $"The session \"{latest.Content.Name}\" has the events 1 to {latest.Sequence}, not {moment}."));
        if (TimeText.Moment(moment) is not { } time)
            throw new UsageException($"'{moment}' is neither the number of an event nor a time such as \"2026-11-21 14:30\".");
        long last = 0;
        await foreach (var recorded in journal.EventsAsync(latest.Id, cancellation: cancellation))
        {
            if (recorded.At > time) break;
            last = recorded.Sequence;
        }
        return last > 0 ? await journal.StateAsync(latest.Id, last, cancellation) : throw new RefusalException($"The session \"{latest.Content.Name}\" did not exist at {moment}.");
    }
}
