using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Mastering.Job;

/// <summary>Text files that have their name only when they are whole: written beside, forced to disk, renamed.</summary>
public static class WholeText
{
    /// <summary>Replaces what stands there; where that fails, the old file is as it was.</summary>
    /// <exception cref="MediaException">Io: it cannot be written there.</exception>
    public static void Write(string path, string text)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.part");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new MediaException(MediaFault.Io, $"{path} cannot be written: {e.Message}", e);
        }
    }
}
