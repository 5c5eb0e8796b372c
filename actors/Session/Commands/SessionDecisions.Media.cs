using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Commands;

// Files that processors name.
public sealed partial class SessionDecisions
{
    /// <summary>The edit, after the media that it is the first to name.</summary>
    /// <exception cref="RefusedException">A parameter names something that the session does not know.</exception>
    private static SessionEvent[] WithMedia(SessionState state, IReadOnlyList<MediaReference>? told, IEnumerable<ProcessorSettings> settings, SessionEvent edit)
    {
        var added = new List<MediaReference>();
        foreach (var one in settings)
            foreach (var (path, definition, value) in ProcessorMedia.Files(one))
            {
                var where = $"{one.Processor}.{path}";
                if (ProcessorMedia.HashOf(value) is not { } hash)
                {
                    RequireRoom(where, value.Text);
                    continue;
                }
                if (state.Media.ContainsKey(hash) || added.Any(m => m.ContentHash == hash)) continue;
                if (told?.FirstOrDefault(m => m.ContentHash == hash) is not { } medium)
                    throw new RefusedException(RefusalCode.BadValue, where, $"the session knows no file of the hash \"{hash}\"", $"Give the file's path. {definition.Description}");
                RequireMedia(medium, where);
                added.Add(medium);
            }
        return [.. added.Select(m => new MediumAdded(m)), edit];
    }

    private static void RequireRoom(string where, string key)
    {
        if (!key.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal))
            throw new RefusedException(RefusalCode.BadValue, where, $"the file \"{key}\" was not read, so that nobody would see it change", "Send what it holds with the command, as nt session does.");
        try
        {
            SynthesisedRoom.Parse(key);
        }
        catch (FormatException e)
        {
            throw new RefusedException(RefusalCode.BadValue, where, e.Message.TrimEnd('.'), "Or give the path of an impulse response.");
        }
    }
}
