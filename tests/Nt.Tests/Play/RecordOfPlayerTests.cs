using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Tests.Sessions;
using Xunit;

namespace NTWorkstation.Nt.Tests.Play;

/// <summary>nt play --session: what was played stands in the session.</summary>
public sealed partial class RecordOfPlayerTests : PlayTest
{
    private const string One = "tone:sine?hz=400&db=-30&seconds=300", Two = "tone:sine?hz=500&db=-30&seconds=300";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public RecordOfPlayerTests() => Session("new", "single");

    private Dictionary<string, string> Environment => new() { ["XDG_DATA_HOME"] = In("data"), ["XDG_RUNTIME_DIR"] = Folder };

    private string Session(params string[] args)
    {
        var result = InProcess.Run(new InProcess.Setting { Environment = Environment }, ["session", .. args]);
        Assert.True(result.Code == 0, result.Error);
        return result.Out;
    }

    /// <summary>The sentences of the log.</summary>
    private string[] Log()
    {
        using var json = JsonDocument.Parse(Session("log", "single", "--json"));
        return [.. json.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("text").GetString()!)];
    }

    private async Task<string[]> LogWith(string text)
    {
        string[] log = [];
        await Wait.UntilAsync(() => (log = Log()).Any(l => l.Contains(text, StringComparison.Ordinal)), () => $"\"{text}\" in {string.Join('\n', log)}");
        return log;
    }

    /// <summary>From and to of the stretches of an address.</summary>
    private static (double From, double To)[] Stretches(IEnumerable<string> log, string address) =>
        [.. log.Where(l => l.StartsWith("played", StringComparison.Ordinal) && l.Contains(address, StringComparison.Ordinal)).Select(l => Stretch().Match(l))
            .Select(m => (Seconds(m.Groups[1].Value), Seconds(m.Groups[2].Value)))];

    private static double Seconds(string time) => time.Split(':').Aggregate(0.0, (sum, part) => sum * 60 + double.Parse(part, CultureInfo.InvariantCulture));

    [GeneratedRegex("from ([0-9:.]+) to ([0-9:.]+)$")]
    private static partial Regex Stretch();

    [Fact]
    public async Task What_is_written_to_a_file_is_told_to_the_frame_and_what_cannot_be_played_with_its_reason()
    {
        using var player = Start("tone:sine?hz=400&db=-30&seconds=2", In("gone.wav"), "tone:sine?hz=500&db=-30&seconds=1.25", "--output", "file:" + In("heard.wav"), "--session", "single", "--volume", "-6");
        var (code, error) = await player.Ended();
        Assert.True(code == 3, error);
        var log = Log();
        Assert.Equal("began the session \"single\"", log[0]);
        Assert.Equal($"began to play 3 entries to file:{In("heard.wav")} at −6.0 dB", log[1]);
        Assert.Contains(log, l => l.StartsWith($"opened file:{In("heard.wav")}: ", StringComparison.Ordinal));
        Assert.Contains(log, l => l.StartsWith($"skipped {In("gone.wav")}: ", StringComparison.Ordinal) && l.Length > $"skipped {In("gone.wav")}: ".Length);
        Assert.Equal([(0.0, 2.0)], Stretches(log, "hz=400"));
        Assert.Equal([(0.0, 1.25)], Stretches(log, "hz=500"));
        Assert.Equal(6, log.Length);
        var shown = Session("show", "single");
        Assert.Contains("played  2 sources, 0:03.2 in all", shown, StringComparison.Ordinal);
        Assert.Contains("  last  Sine 500 Hz", shown, StringComparison.Ordinal);
        using (var json = JsonDocument.Parse(Session("show", "single", "--json")))
            Assert.Equal((2, 3.25), (json.RootElement.GetProperty("played").GetProperty("sources").GetInt32(), json.RootElement.GetProperty("played").GetProperty("heard_s").GetDouble()));
        // Facts: there is nothing to undo, and the session is what it was.
        Assert.Contains("nothing to undo", InProcess.Run(new InProcess.Setting { Environment = Environment }, "session", "undo", "single").Error, StringComparison.Ordinal);
        Assert.Contains("6 events", Session("replay", "single"), StringComparison.Ordinal);
        Session("export", "single", In("single.ntsession"));
        Session("import-archive", In("single.ntsession"), "--copy", "--name", "again");
        Assert.Contains("to 0:01.250", Session("log", "again"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_to_a_player_is_told_in_order_and_an_hour_is_no_longer_than_what_was_done()
    {
        using (var player = Start(One, Two, "--output", "null", "--session", "single"))
        {
            await player.Until(s => s.Position.Value > 1);
            player.Run("seek", "100");
            await player.Until(s => s.Position.Value > 101);
            player.Run("volume", "-7");
            player.Run("chain", "insert", "gain", "gain_db=-1");
            player.Run("next");
            await player.Until(s => s.Entry == s.Queue[1].Id && s.Position.Value > 0.5);
            player.Run("pause");
            await player.Until(s => s.State == TransportState.Paused);
            player.Signal(Player.Interrupt);
            Assert.Equal(130, (await player.Ended()).Code);
        }
        var log = Log();
        var first = Stretches(log, "hz=400");
        Assert.Equal(2, first.Length);
        Assert.Equal(0, first[0].From);
        Assert.InRange(first[0].To, 1, 99);
        Assert.Equal(100, first[1].From);
        Assert.InRange(first[1].To, 101, 299);
        var second = Assert.Single(Stretches(log, "hz=500"));
        Assert.Equal(0, second.From);
        Assert.InRange(second.To, 0.5, 299);
        var words = log.Select(l => l.Split(' ')[0]).ToArray();
        Assert.Equal(["began", "began", "opened", "played", "set", "inserted", "played", "played"], words);
        Assert.Contains("set the player's volume to −7.0 dB", log);
        Assert.Contains("inserted 1 gain in the player's chain: gain −1.0 dB", log);
    }

    [Fact]
    public async Task A_player_that_is_killed_loses_the_stretch_that_was_under_way_and_nothing_before_it()
    {
        using var player = Start(One, Two, "--output", "null", "--session", "single");
        await player.Until(s => s.Position.Value > 0.5);
        player.Run("next");
        await player.Until(s => s.Entry == s.Queue[1].Id && s.Position.Value > 0);
        await LogWith("hz=400");
        player.Signal(Player.Kill);
        await player.Ended();
        var log = Log();
        Assert.InRange(Assert.Single(Stretches(log, "hz=400")).To, 0.5, 299);
        Assert.Empty(Stretches(log, "hz=500"));
        // Nobody is in the way of the next one.
        Assert.Contains("set marker", Session("marker", "single", "a", "--at", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_another_process_owns_is_told_there_and_one_that_does_not_answer_costs_a_note_and_no_sound()
    {
        using var home = new SessionHome();
        home.Run("new", "shared");
        using var owner = await OwnerProcess.OpenAsync(home, "shared", Cancellation);
        using var player = Player.Start(Folder, home.Environment.Where(e => e.Key == "XDG_DATA_HOME").ToDictionary(), One, Two, "--output", "null", "--session", "shared");
        Assert.Contains("began to play 2 entries to null", await owner.LineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("opened null", await owner.LineAsync(Cancellation), StringComparison.Ordinal);
        owner.Signal(OwnerProcess.Stop);
        player.Run("next");
        var on = await player.Until(s => s.Entry == s.Queue[1].Id && s.Position.Value > 0);
        // It plays on for longer than an owner is waited for.
        await player.Until(s => s.Position.Value > on.Position.Value + 17);
        owner.Signal(OwnerProcess.Continue);
        player.Signal(Player.Interrupt);
        var (code, error) = await player.Ended();
        Assert.Equal(130, code);
        Assert.Contains("note: What is played is not added to the session \"shared\" now", error, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be added", error, StringComparison.Ordinal);
        Assert.Contains("may be missing in the session \"shared\"", error, StringComparison.Ordinal);
        // What the owner finds when it wakes is there once.
        string[] log = [];
        await Wait.UntilAsync(
            () => (log = home.Run("log", "shared").Split('\n')).Count(l => l.Contains("  played ", StringComparison.Ordinal)) >= 2,
            () => $"a second stretch in {string.Join('\n', log)}");
        Assert.Single(log, l => l.Contains("hz=400", StringComparison.Ordinal));
        Assert.Single(log, l => l.Contains("hz=500", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_is_none_is_refused_before_anything_plays()
    {
        using var player = Start(One, "--output", "null", "--session", "singel");
        var (code, error) = await player.Ended();
        Assert.Equal(2, code);
        Assert.Contains("Did you mean \"single\"?", error, StringComparison.Ordinal);
    }
}
