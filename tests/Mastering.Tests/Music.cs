using Xunit;

namespace NTWorkstation.Mastering.Tests;

/// <summary>Real music with free licences, from the folder that NT_MUSIC names; tests that need it are skipped aloud without.</summary>
internal static class Music
{
    public static string Track(string package, string file)
    {
        var root = Environment.GetEnvironmentVariable("NT_MUSIC");
        if (string.IsNullOrEmpty(root)) Assert.Skip("NT_MUSIC names no folder of unpacked music packages; scripts/test sets it.");
        var folder = Path.Combine(root, package);
        if (!Directory.Exists(folder)) Assert.Skip($"The music package {package} is not in {root}.");
        return Directory.EnumerateFiles(folder, file, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
    }
}
