using System.Text;
using System.Text.Json;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests.Journal;

/// <summary>What stands in journals of people: names, numbers and bytes that are added to and never changed.</summary>
public class FrozenJournalTests
{
    /// <summary>Every manifest that was ever written by a released version. Lines are added, never removed.</summary>
    private static readonly string[] Ever =
    [
        "session.created/1",
        "session.entry-played/1",
        "session.forked/1",
        "session.loudness-target-set/1",
        "session.marker-removed/1",
        "session.marker-set/1",
        "session.medium-added/1",
        "session.medium-relinked/1",
        "session.parameter-changed/1",
        "session.play-began/1",
        "session.play-chain-edited/1",
        "session.play-damaged/1",
        "session.play-output-lost/1",
        "session.play-output-opened/1",
        "session.play-skipped/1",
        "session.play-volume-set/1",
        "session.preset-applied/1",
        "session.processor-changed/1",
        "session.processor-inserted/1",
        "session.processor-labelled/1",
        "session.processor-moved/1",
        "session.processor-removed/1",
        "session.redone/1",
        "session.render-completed/1",
        "session.renamed/1",
        "session.style-matched/1",
        "session.track-imported/1",
        "session.track-moved/1",
        "session.track-relinked/1",
        "session.track-removed/1",
        "session.track-renamed/1",
        "session.track-replaced/1",
        "session.undone/1",
    ];

    private static readonly SerializerRegistry Registry = SessionSerializer.Registry();

    [Fact]
    public void Given_the_manifests_in_use_then_they_are_those_ever_written()
    {
        Assert.Equal(Ever.Order(StringComparer.Ordinal), SessionEventJson.Manifests.Order(StringComparer.Ordinal));
        Assert.Equal("session.snapshot/1", SessionSnapshotJson.Manifest);
    }

    [Fact]
    public void Given_what_rows_are_found_by_then_it_is_what_it_ever_was()
    {
        Assert.Equal(101, SessionSerializer.Id);
        Assert.Equal("session", SessionJournal.Tag);
        Assert.Equal("session-5e551014", SessionJournal.PersistenceIdOf(new("5e551014")));
    }

    [Fact]
    public void Given_an_event_of_each_manifest_as_it_was_stored_then_the_journal_s_serializer_reads_it_and_writes_the_same()
    {
        var seen = new HashSet<string>();
        foreach (var line in File.ReadLines(Vector("events.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var manifest = document.RootElement.GetProperty("manifest").GetString()!;
            var payload = document.RootElement.GetProperty("payload").GetRawText();
            var e = Registry.Deserialize(101, manifest, Encoding.UTF8.GetBytes(payload));
            var written = Registry.Serialize(e);
            Assert.Equal((101, manifest, payload), (written.SerializerId, written.Manifest, Encoding.UTF8.GetString(written.Bytes)));
            seen.Add(manifest);
        }
        Assert.Equal(Ever.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Given_a_snapshot_as_it_was_stored_then_the_journal_s_serializer_reads_it_and_writes_the_same()
    {
        var payload = File.ReadAllText(Vector("snapshot-1.json")).TrimEnd('\n');
        var state = (SessionState)Registry.Deserialize(101, "session.snapshot/1", Encoding.UTF8.GetBytes(payload));
        Assert.Equal("Album, louder", state.Content.Name);
        Assert.Equal(["bass", "voice"], state.Content.Tracks.Select(t => t.Name));
        Assert.Equal([1, 0], state.Content.Tracks.Select(t => t.Chain.Count));
        Assert.Single(state.Content.Master);
        Assert.Single(state.Renders);
        Assert.NotEmpty(state.Undo);
        Assert.Single(state.Redo);
        Assert.Equal(11, state.Sequence);
        var written = Registry.Serialize(state);
        Assert.Equal((101, "session.snapshot/1", payload), (written.SerializerId, written.Manifest, Encoding.UTF8.GetString(written.Bytes)));
    }

    [Theory]
    [InlineData("session.undone/2", """{"edit":1}""")]
    [InlineData("session.snapshot/2", "{}")]
    [InlineData("session.undone/1", """{"edit":""")]
    [InlineData("session.snapshot/1", """{"sequence":1""")]
    public void Given_a_manifest_or_payload_that_this_version_cannot_read_then_the_error_names_it(string manifest, string payload) =>
        Assert.Contains(manifest, Assert.Throws<SerializationException>(() => Registry.Deserialize(101, manifest, Encoding.UTF8.GetBytes(payload))).Message, StringComparison.Ordinal);

    private static string Vector(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NTWorkstation.sln"))) return Path.Combine(folder.FullName, "tests", "vectors", "session", name);
        throw new DirectoryNotFoundException("The tests do not stand below the folder of NTWorkstation.sln.");
    }
}
