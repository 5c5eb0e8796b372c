using System.Globalization;
using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>Sessions in a data folder of their own, on a workbench that may hold several.</summary>
public sealed class SessionBench(Workbench bench, string data)
{
    private IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["XDG_DATA_HOME"] = bench.At(data), ["XDG_RUNTIME_DIR"] = bench.Folder,
    };

    /// <summary>Another data folder with nothing in it.</summary>
    public SessionBench Other(string name) => new(bench, name);

    public Transcript Try(params string[] args) => NtBinary.Run(Environment, args);

    /// <summary>nt session …, which must succeed.</summary>
    public Transcript Session(params string[] args)
    {
        var run = Try(["session", .. args]);
        Assert.True(run.Code == 0, run.ToString());
        return run;
    }

    /// <summary>Replays a state and says what the comparison with its render came to.</summary>
    public (string Comparison, string Hash, int Code) Replay(string name, long? to)
    {
        var output = bench.At($"replayed {Guid.NewGuid():N}.wav");
        var run = Try(["session", "replay", name, .. to is { } n ? new[] { "--to", n.ToString(CultureInfo.InvariantCulture) } : [], "--render", output, "--json"]);
        Assert.True(run.Code is 0 or 1, run.ToString());
        Assert.True(File.Exists(output));
        return (run.Json.GetProperty("comparison").GetString()!, run.Json.GetProperty("output").GetProperty("sha256").GetString()!, run.Code);
    }

    /// <summary>The renders that a session remembers.</summary>
    public IReadOnlyList<(long Of, string Hash)> Renders(string name) =>
        [.. Session("show", name, "--json").Json.GetProperty("renders").EnumerateArray().Select(r => (r.GetProperty("of_sequence").GetInt64(), r.GetProperty("sha256").GetString()!))];

    public JsonElement Show(string name) => Session("show", name, "--json").Json;
}
