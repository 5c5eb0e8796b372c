using Xunit;

namespace NTWorkstation.Nt.Tests.Sessions;

/// <summary>A data folder of its own, removed afterwards.</summary>
internal sealed class SessionHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-home-");

    public SessionHome() => Environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder.FullName, ["XDG_RUNTIME_DIR"] = _folder.FullName };

    public IReadOnlyDictionary<string, string> Environment { get; }

    public string Folder => _folder.FullName;

    public InProcess.Result Try(params string[] args) => InProcess.Run(new InProcess.Setting { Environment = Environment }, ["session", .. args]);

    /// <summary>nt session …, which must succeed; what it says.</summary>
    public string Run(params string[] args)
    {
        var result = Try(args);
        Assert.True(result.Code == 0, result.Error);
        return result.Out;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
