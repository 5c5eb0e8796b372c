using System.Text;

namespace NTWorkstation.Nt.Shell;

/// <summary>Inputs that are text: bounded, in whatever encoding programs write, and every fault is the input's.</summary>
internal static class TextFile
{
    private const long Most = 64 << 20;
    private const int Looked = 4096;

    /// <exception cref="BadInputException">Missing, unreadable, a folder, or too large.</exception>
    public static string Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new BadInputException($"{path} is a folder.\nName a file in it.");
            var info = new FileInfo(path);
            if (info.Exists && info.Length > Most) throw new BadInputException($"{path} is too large to be what is asked for ({info.Length >> 20} MB).");
            return Decoded(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var why = failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : failure.Message.TrimEnd('.');
            throw new BadInputException($"{path}: {why}.\nCheck the path and that you may read the file.", failure);
        }
    }

    /// <summary>By its byte-order mark; without one UTF-16 shows in its zeros, and what is no UTF-8 is of Windows' western code page.</summary>
    internal static string Decoded(byte[] bytes)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(bytes), Guessed(bytes), detectEncodingFromByteOrderMarks: true);
            return text.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    // Of western text in UTF-16 every other byte is 0, in nothing else is any.
    private static Encoding Guessed(byte[] bytes)
    {
        var (even, odd, count) = (0, 0, Math.Min(bytes.Length, Looked) / 2);
        for (var i = 0; i < count; i++)
        {
            if (bytes[2 * i] == 0) even++;
            if (bytes[2 * i + 1] == 0) odd++;
        }
        if (odd > count / 2 && even <= count / 8) return Encoding.Unicode;
        if (even > count / 2 && odd <= count / 8) return Encoding.BigEndianUnicode;
        return new UTF8Encoding(false, throwOnInvalidBytes: true);
    }
}
