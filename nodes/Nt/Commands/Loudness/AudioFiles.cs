using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Loudness;

/// <summary>Files as they are named, and those below folders.</summary>
internal static class AudioFiles
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".flac", ".wv", ".m4a", ".mp4", ".opus", ".mp3", ".ogg", ".oga", ".aif", ".aiff", ".tta", ".ape", ".mpc", ".spx",
    };

    /// <summary>In the order given, each once; within a folder by name.</summary>
    /// <exception cref="BadInputException">A folder cannot be read, or holds no audio.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        var (files, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in names)
            foreach (var file in Directory.Exists(name) ? Below(name) : [name])
                if (known.Add(Path.GetFullPath(file))) files.Add(file);
        return files;
    }

    private static string[] Below(string folder)
    {
        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new BadInputException($"{folder}: there are no audio files below it.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{folder}: {failure.Message}", failure);
        }
    }
}
