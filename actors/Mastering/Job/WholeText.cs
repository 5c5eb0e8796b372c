using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Mastering.Job;

/// <summary>A text file that appears whole or not at all.</summary>
internal static class WholeText
{
    /// <exception cref="MediaException">Io: it cannot be written there.</exception>
    public static void Write(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.part";
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
            File.Delete(temporary);
            throw new MediaException(MediaFault.Io, $"{path} cannot be written: {e.Message}", e);
        }
    }
}
