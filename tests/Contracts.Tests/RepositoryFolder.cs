namespace NTWorkstation.Contracts.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class RepositoryFolder
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "NTWorkstation.sln"))) return System.IO.Path.Combine(folder.FullName, relative);
        throw new DirectoryNotFoundException("The tests do not stand below the folder of NTWorkstation.sln.");
    }
}
