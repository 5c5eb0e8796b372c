using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Session.Commands;

/// <summary>What commands call the parts of a session, for those who look before they send one.</summary>
public static class SessionNames
{
    /// <summary>A track by its name, or by the beginning of its id.</summary>
    /// <returns>Null where there is none, or more than one; then the refusal says so.</returns>
    public static SessionTrack? Track(SessionContent content, string name, out SessionRefusal? refusal)
    {
        try
        {
            refusal = null;
            return References.Track(content, name);
        }
        catch (RefusedException refused)
        {
            refusal = refused.Refusal;
            return null;
        }
    }
}
