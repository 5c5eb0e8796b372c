namespace NTWorkstation.Nt.Shell;

/// <summary>Inputs that are text: bounded, and every fault is the input's.</summary>
internal static class TextFile
{
    private const long Most = 64 << 20;

    /// <exception cref="BadInputException">Missing, unreadable, a folder, or too large.</exception>
    public static string Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new BadInputException($"{path} is a folder.\nName a file in it.");
            var info = new FileInfo(path);
            if (info.Exists && info.Length > Most) throw new BadInputException($"{path} is too large to be what is asked for ({info.Length >> 20} MB).");
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var why = failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : failure.Message.TrimEnd('.');
            throw new BadInputException($"{path}: {why}.\nCheck the path and that you may read the file.", failure);
        }
    }
}
