namespace NTWorkstation.Nt.Tests.Play;

/// <summary>A folder of its own for a test of nt play, removed afterwards.</summary>
public abstract class PlayTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-play-");

    private protected string Folder => _folder.FullName;

    private protected string In(string name) => Path.Combine(Folder, name);

    private protected Player Start(params string[] args) => Player.Start(Folder, null, args);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
