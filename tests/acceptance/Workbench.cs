namespace NTWorkstation.Acceptance.Tests;

/// <summary>A folder of its own for a test, removed afterwards.</summary>
public sealed class Workbench : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("nt-acceptance-").FullName;

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Names of everything in the folder, hidden ones too.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFileSystemEntries(Folder).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
