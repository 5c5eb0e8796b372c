using System.Text;

namespace NTWorkstation.Nt.Shell;

/// <summary>Text files that have their name only when they are whole: written beside, forced to disk, renamed.</summary>
internal static class WholeFile
{
    /// <exception cref="OutputException">It cannot be written; the old file is as it was.</exception>
    public static void Write(string path, string text)
    {
        var folder = Folder(path);
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.part");
        try
        {
            try
            {
                using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
                {
                    stream.Write(Encoding.UTF8.GetBytes(text));
                    stream.Flush(flushToDisk: true);
                }
                File.Move(beside, path, overwrite: true);
            }
            catch
            {
                File.Delete(beside);
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{path} cannot be written: {failure.Message}\nChoose another folder or make room; what was there before is unchanged.", failure);
        }
    }

    /// <summary>Refuses at once, before long work, a path in whose folder nothing can be created.</summary>
    /// <exception cref="OutputException">The folder is missing or not writable, or the path is a folder.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path)) throw new OutputException($"{path} is a folder.\nName a file in it.");
        var folder = Folder(path);
        if (!Directory.Exists(folder)) throw new OutputException($"{path} cannot be written: the folder {folder} does not exist.\nCreate it or choose another.");
        try
        {
            var trial = Path.Combine(folder, $".nt.{Guid.NewGuid():N}.part");
            new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{path} cannot be written: nothing can be created in {folder}.\nChoose another folder or change its permissions.", failure);
        }
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
}
