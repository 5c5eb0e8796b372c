using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>Parts of a session by what people call them, where no command is sent.</summary>
internal static class SessionLookup
{
    /// <exception cref="RefusalException">There is no such track, or more than one is meant.</exception>
    public static SessionTrack Track(SessionState state, string name) =>
        SessionNames.Track(state.Content, name, out var refusal) ?? throw new RefusalException(refusal!.Message);
}
