using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Loudness;

/// <summary>Files as they are named, and those below folders.</summary>
internal static class AudioFiles
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".flac", ".wv", ".m4a", ".mp4", ".opus", ".mp3", ".aac", ".ogg", ".oga", ".aif", ".aiff", ".tta", ".ape", ".mpc", ".spx", ".dsf", ".dff",
    };

    /// <summary>In the order given, each file once, by whatever names and links it is reached; within a folder by name.</summary>
    /// <exception cref="BadInputException">A folder cannot be read, or holds no audio.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        var (files, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in names)
            foreach (var file in Directory.Exists(name) ? Below(name) : [name])
                if (known.Add(Paths.Real(file))) files.Add(file);
        return files;
    }

    private static List<string> Below(string folder)
    {
        try
        {
            var files = new List<string>();
            Walk(folder, files, new HashSet<string>(StringComparer.Ordinal));
            files.Sort(StringComparer.Ordinal);
            // A file itself goes before a link to it, whatever their names.
            return files.Count > 0 ? [.. files.OrderBy(f => new FileInfo(f).LinkTarget is not null)] : throw new BadInputException($"{folder}: there are no audio files below it.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{folder}: {failure.Message}", failure);
        }
    }

    // Links to folders are followed, but into no folder twice: they may lead back.
    private static void Walk(string folder, List<string> files, HashSet<string> entered)
    {
        if (!entered.Add(Paths.Real(folder))) return;
        files.AddRange(Directory.EnumerateFiles(folder).Where(f => Extensions.Contains(Path.GetExtension(f))));
        foreach (var inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)) Walk(inner, files, entered);
    }
}
