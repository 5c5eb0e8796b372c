using NTWorkstation.Audio.Decode;
using NTWorkstation.Mastering.Job;

namespace NTWorkstation.Nt.Shell;

/// <summary>The command's text outputs: whole or not there, and tried before long work.</summary>
internal static class WholeFile
{
    /// <exception cref="OutputException">It cannot be written; the old file is as it was.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            WholeText.Write(path, text);
        }
        catch (MediaException failure)
        {
            throw new OutputException($"{failure.Message}\nChoose another folder or make room; what was there before is unchanged.", failure);
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
