using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Persistence.Adapters;

namespace NTWorkstation.Session.Journal;

/// <summary>Marks every event of a session, so that they are found across sessions.</summary>
public sealed class SessionTagging : IWriteEventAdapter
{
    private static readonly string[] Tags = [SessionJournal.Tag];

    public static EventAdapters Adapters { get; } = new(EventAdapterBinding.ForWriting<SessionEvent>(new SessionTagging()));

    public object ToJournal(object @event) => new Tagged(@event, Tags);
}
