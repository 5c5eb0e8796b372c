using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing.Faults;

/// <summary>A running nt play, and what nt transport watch says of it.</summary>
internal sealed class Player : IDisposable
{
    private readonly Workbench _bench;
    private readonly Process _process;
    private readonly Process _watch;
    private readonly string _socket;

    /// <param name="words">Of the command line, behind "nt play".</param>
    public Player(Workbench bench, IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        _bench = bench;
        _socket = bench.At("player.sock");
        var home = new Dictionary<string, string>(environment) { ["XDG_RUNTIME_DIR"] = bench.Folder, ["HOME"] = bench.Folder };
        _process = Tools.Start(bench.At("play.out"), home, [NtBinary.Path, "play", .. words, "--node", _socket]);
        Wait.Until(() => File.Exists(_socket) || _process.HasExited, "a player's socket");
        Assert.False(_process.HasExited, "The player has ended: " + Log("play.out"));
        _watch = Tools.Start(bench.At("watch.out"), home, NtBinary.Path, "transport", "watch", "--node", _socket);
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>What the player said to the person before it.</summary>
    public string Words => Log("play.out");

    /// <summary>Waits for an event that is so.</summary>
    /// <param name="after">The name of an event that comes before; what was told earlier does not count.</param>
    public JsonElement Event(string name, Func<JsonElement, bool>? isSo = null, string? after = null)
    {
        JsonElement? found = null;
        Wait.Until(() =>
        {
            var events = Events().SkipWhile(e => after is not null && Name(e) != after).Where(e => Name(e) == name && (isSo is null || isSo(e))).ToList();
            if (events.Count > 0) found = events[0];
            return found is not null;
        }, $"event {name}");
        return found!.Value;
    }

    public static string? Name(JsonElement e) => e.GetProperty("event").GetString();

    public IReadOnlyList<JsonElement> Events() =>
        [.. Lines().Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>Waits for the end of the player, which comes by itself.</summary>
    /// <returns>Its exit code.</returns>
    public int End()
    {
        Wait.Until(() => _process.HasExited, "the player's end");
        Wait.Until(() => _watch.HasExited, "the end of its events");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Tools.End(_process);
        Tools.End(_watch);
    }

    // The last line may be under way.
    private string[] Lines()
    {
        var text = File.Exists(_bench.At("watch.out")) ? ReadShared(_bench.At("watch.out")) : "";
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n');
    }

    private string Log(string name) => (File.Exists(_bench.At(name)) ? ReadShared(_bench.At(name)) : "") + (File.Exists(_bench.At(name + ".log")) ? ReadShared(_bench.At(name + ".log")) : "");

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
