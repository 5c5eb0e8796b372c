using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

public sealed class SessionTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly SessionBench _home;

    public SessionTests() => _home = new(_bench, "home");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_renders_along_a_history_then_each_comes_again_sample_for_sample_here_and_from_an_archive_with_its_media_elsewhere()
    {
        Tell(_home);
        var renders = _home.Renders("album");
        Assert.Equal(3, renders.Select(r => r.Hash).Distinct().Count());
        AssertReplays(_home, "album", renders);
        var archive = _bench.At("album.ntsession");
        _home.Session("export", "album", archive);

        // Another machine: nothing is known, and the files have other names in another place.
        Directory.CreateDirectory(_bench.At("found/deep"));
        foreach (var name in new[] { "bass.wav", "keys.wav", "hall.wav" }) File.Move(_bench.At(name), _bench.At($"found/deep/{name[1..]}"));
        var other = _home.Other("other");
        var arrived = other.Session("import-archive", archive);
        Assert.Contains("3 files not found", arrived.Out);
        foreach (var name in new[] { "bass.wav", "keys.wav", "hall.wav" }) Assert.Contains(_bench.At(name), arrived.Out);
        var silent = other.Try("session", "replay", "album", "--render", _bench.At("no.wav"));
        Assert.Equal(3, silent.Code);
        Assert.Contains("elink", silent.Error);
        Assert.False(File.Exists(_bench.At("no.wav")));

        Assert.Equal(3, other.Session("relink", "album", _bench.At("found")).Out.Split('\n').Count(l => l.Contains("found the file", StringComparison.Ordinal)));
        AssertReplays(other, "album", renders);
    }

    [Fact]
    public void Given_a_state_that_was_rendered_into_several_formats_then_each_replay_is_compared_with_the_render_of_its_kind()
    {
        Tell(_home);
        _home.Session("render", "album", _bench.At("one.flac"));
        _home.Session("render", "album", _bench.At("two.mp3"));
        _home.Session("render", "album", _bench.At("three.wav"), "--bits", "16");
        foreach (var name in new[] { "again.flac", "again.mp3", "again.wav" }) Assert.Contains("The same samples", _home.Session("replay", "album", "--render", _bench.At(name)).Out);
        Assert.Contains("The same samples", _home.Session("replay", "album", "--render", _bench.At("deeper.wav"), "--bits", "24").Out);
        Assert.Contains("Not comparable", _home.Session("replay", "album", "--render", _bench.At("other.wav"), "--bits", "32f").Out);
    }

    [Fact]
    public void Given_an_archive_with_media_then_it_is_all_that_another_machine_needs()
    {
        Tell(_home);
        var renders = _home.Renders("album");
        var archive = _bench.At("album.ntsession");
        _home.Session("export", "album", archive, "--media");
        foreach (var name in new[] { "bass.wav", "keys.wav", "hall.wav" }) File.Delete(_bench.At(name));
        var other = _home.Other("other");
        Assert.DoesNotContain("not found", other.Session("import-archive", archive).Out);
        AssertReplays(other, "album", renders);

        // It is here now: a second time is refused, a copy stands beside it.
        Assert.Contains("--copy --name NEW", other.Try("session", "import-archive", archive).Error);
        other.Session("import-archive", archive, "--copy", "--name", "album too");
        AssertReplays(other, "album too", renders);
        Assert.Equal("They are the same.", other.Session("diff", "album", "album", "--from", "4", "--to", "4").Out.Trim());
    }

    [Fact]
    public void Given_an_archive_that_was_cut_off_or_changed_then_nothing_of_it_is_taken()
    {
        Tell(_home);
        var archive = _bench.At("album.ntsession");
        _home.Session("export", "album", archive, "--media");
        var bytes = File.ReadAllBytes(archive);
        var bad = new List<string> { _bench.At("nowhere.ntsession") };
        foreach (var share in new[] { 0.5, 0.99 })
        {
            bad.Add(_bench.At($"cut {share}"));
            File.WriteAllBytes(bad[^1], bytes[..(int)(bytes.Length * share)]);
            bad.Add(_bench.At($"changed {share}"));
            File.WriteAllBytes(bad[^1], [.. bytes.Select((b, at) => at == (int)(bytes.Length * share) ? (byte)(b ^ 1) : b)]);
        }
        // So that everything must come out of the archive.
        foreach (var name in new[] { "bass.wav", "keys.wav", "hall.wav" }) File.Delete(_bench.At(name));
        var other = _home.Other("other");
        foreach (var file in bad)
        {
            var run = other.Try("session", "import-archive", file);
            Assert.Equal(3, run.Code);
            Assert.DoesNotContain("Unexpected", run.Error);
        }
        Assert.Empty(other.Session("list", "--json").Json.GetProperty("sessions").EnumerateArray());
        var media = _bench.At("other/ntworkstation/media");
        Assert.True(!Directory.Exists(media) || !Directory.EnumerateFileSystemEntries(media).Any());
    }

    [Fact]
    public void Given_an_impulse_response_that_changed_then_it_is_an_error_and_not_other_samples()
    {
        Tell(_home);
        Sounds.Write(_bench.At("hall.wav"), 44100, 2, 0.2, (c, f) => f == 5 ? 0.5 : 0);
        var run = _home.Try("session", "render", "album", _bench.At("other.wav"));
        Assert.Equal(3, run.Code);
        Assert.Contains("hall.wav", run.Error);
        Assert.False(File.Exists(_bench.At("other.wav")));
    }

    [Fact]
    public void Given_a_render_of_another_class_of_processor_then_it_is_not_comparable_and_of_the_same_one_with_another_hash_it_is_a_fault()
    {
        Tell(_home);
        var of = _home.Renders("album")[^1].Of;
        var journal = _bench.At("journal.jsonl");
        Assert.Equal(0, _home.Try("journal", "export", journal).Code);
        var other = new string('0', 64);

        var elsewhere = _home.Other("elsewhere");
        Import(elsewhere, journal, render => (render["hash"], render["isa_class"]) = (other, "riscv64-v"));
        var run = elsewhere.Try("session", "replay", "album", "--render", _bench.At("again.wav"), "--to", Text(of));
        Assert.Equal(0, run.Code);
        Assert.Contains("Not comparable", run.Out);
        Assert.Contains("riscv64-v then", run.Out);
        Assert.Equal("not_comparable", elsewhere.Replay("album", of).Comparison);

        var newer = _home.Other("newer");
        Import(newer, journal, render => (render["hash"], render["engine"]) = (other, "99.0"));
        Assert.Contains("engine 99.0 then", newer.Try("session", "replay", "album", "--render", _bench.At("again.wav"), "--to", Text(of)).Out);

        var broken = _home.Other("broken");
        Import(broken, journal, render => render["hash"] = other);
        var (comparison, _, code) = broken.Replay("album", of);
        Assert.Equal(("different", 1), (comparison, code));
    }

    [Fact]
    public void Given_edits_then_undo_and_redo_go_back_and_forth_over_them_and_not_over_renders()
    {
        Tell(_home);
        var before = Content();
        for (var i = 0; i < 3; i++) _home.Session("undo", "album");
        Assert.NotEqual(before, Content());
        for (var i = 0; i < 3; i++) _home.Session("redo", "album");
        Assert.Equal(before, Content());
        Assert.Equal(3, _home.Renders("album").Count);
        Assert.Equal(2, _home.Try("session", "redo", "album").Code);
        var log = _home.Session("log", "album").Out;
        Assert.Contains("undid event", log);
        Assert.Contains("redid event", log);

        string Content()
        {
            var show = _home.Show("album");
            return string.Concat(show.GetProperty("tracks").GetRawText(), show.GetProperty("master").GetRawText(), show.GetProperty("loudness_lufs").GetRawText());
        }
    }

    // Two tracks, a room from a file, a compressor, a loudness; rendered at three of its moments.
    private void Tell(SessionBench home)
    {
        Sounds.Write(_bench.At("bass.wav"), 44100, 2, 2, (c, f) => Sounds.Music(c, f, 44100, 1));
        Sounds.Write(_bench.At("keys.wav"), 44100, 1, 1.5, (c, f) => Sounds.Music(c, f, 44100, 2));
        Sounds.Write(_bench.At("hall.wav"), 44100, 2, 0.2, (c, f) => Sounds.Music(c, f, 44100, 3) * Math.Exp(-f / 1000.0));
        home.Session("new", "album");
        home.Session("import", "album", _bench.At("bass.wav"), _bench.At("keys.wav"));
        home.Session("insert", "album", "reverb", "--track", "keys", $"ir_key={_bench.At("hall.wav")}", "mix=0.3");
        home.Session("render", "album", _bench.At("first.wav"));
        home.Session("insert", "album", "compressor", "threshold_db=-20", "ratio=3");
        home.Session("set", "album", "compressor.attack_ms=3");
        home.Session("render", "album", _bench.At("second.flac"), "--bits", "16");
        home.Session("undo", "album");
        home.Session("loudness", "album", "-18");
        home.Session("render", "album", _bench.At("third.wav"));
    }

    private static void AssertReplays(SessionBench home, string name, IReadOnlyList<(long Of, string Hash)> renders)
    {
        Assert.Equal(renders, home.Renders(name));
        foreach (var (of, hash) in renders) Assert.Equal(("same", hash, 0), home.Replay(name, of));
    }

    // The history as another machine would have written it: with other facts about its last render.
    private void Import(SessionBench home, string journal, Action<JsonNode> change)
    {
        var lines = File.ReadAllLines(journal);
        var last = Array.FindLastIndex(lines, l => l.Contains("session.render-completed/1", StringComparison.Ordinal));
        var line = JsonNode.Parse(lines[last])!;
        var payload = JsonNode.Parse(Convert.FromBase64String(line["payload"]!.GetValue<string>()))!;
        change(payload["render"]!);
        line["payload"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        lines[last] = line.ToJsonString();
        var changed = _bench.At($"{Guid.NewGuid():N}.jsonl");
        File.WriteAllLines(changed, lines);
        var run = home.Try("journal", "import", changed);
        Assert.True(run.Code == 0, run.ToString());
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
