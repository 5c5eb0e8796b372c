using System.Text.Json;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Chain;

/// <summary>A folder for a test, and nt in it.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-chain-").FullName;

    public string File(string name, string text)
    {
        var path = Path(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public static JsonElement Json(params string[] args)
    {
        var result = InProcess.Run([.. args, "--json"]);
        Assert.True(result.Code == 0, $"{string.Join(' ', args)}: {result.Code}\n{result.Out}\n{result.Error}");
        return JsonDocument.Parse(result.Out).RootElement.Clone();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
