using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>Tells which files of a session are not there, and what to do.</summary>
internal static class MissingMedia
{
    public static void Tell(Sink sink, SessionState state, IReadOnlyList<MediaReference> missing)
    {
        if (missing.Count == 0) return;
        var used = SessionMedia.InUse(state);
        sink.WriteLine($"{Text.Count(missing.Count, "file")} not found:");
        foreach (var medium in missing.OrderByDescending(m => used.Contains(m.ContentHash)).ThenBy(m => m.Path, StringComparer.Ordinal))
        {
            sink.WriteLine($"  {Text.Printable(medium.Path)}, {Text.Printable(MediumUse.Of(state, medium.ContentHash))}{(used.Contains(medium.ContentHash) ? "" : " (only its past uses it)")}");
            sink.WriteLine($"    SHA-256 {medium.ContentHash}");
        }
        sink.WriteLine($"Say where they are now, as files or a folder to search: nt session relink {Shown(state.Content.Name)} PATH");
    }

    private static string Shown(string name) => name.Any(c => !char.IsLetterOrDigit(c) && c is not ('-' or '_' or '.')) ? $"\"{Text.Printable(name)}\"" : name;
}
