using System.Text;
using System.Text.Json;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Sqlite;
using NTWorkstation.Session.Journal;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands;

/// <summary>nt journal and nt session on a journal that is damaged: five events of a session, one of them changed.</summary>
public sealed class JournalCommandsTests : IDisposable
{
    private const string Id = "session-5e551014";
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-journal-").FullName;

    private string Journal => Path.Combine(_folder, "ntworkstation", "journal.db");

    private string Saved => Path.Combine(_folder, "saved.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Given_a_sound_journal_then_verify_says_so_and_an_export_comes_back_as_the_same_events()
    {
        await WriteAsync();
        var verified = Run("journal", "verify");
        Assert.Equal((ExitCode.Done, "1 history, 5 events: all is well.\n"), (verified.Code, verified.Out));
        Assert.Equal(ExitCode.Done, Run("journal", "export", Saved).Code);
        var other = Path.Combine(_folder, "other.db");
        var imported = Run("journal", "import", Saved, "--journal", other);
        Assert.Equal((ExitCode.Done, "1 history: 5 events added, 0 were there already.\n"), (imported.Code, imported.Out));
        Assert.Equal(await ContentAsync(Journal), await ContentAsync(other));
        Assert.Contains("0 events added, 5 were there already", Run("journal", "import", Saved, "--journal", other).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_byte_of_a_payload_that_has_changed_then_verify_says_id_number_and_reason()
    {
        await WriteAsync();
        Damage("name 3", "nome 3");
        var verified = Run("journal", "verify");
        Assert.Equal(ExitCode.BadInput, verified.Code);
        Assert.Matches($"^{Id}, event 3: its checksum is [0-9a-f]{{8}}, [0-9a-f]{{8}} was written: its bytes have changed\\. Restore the journal from a backup or an export\\.\n"
            + "1 history, 2 events: 1 damaged\\. nt journal export saves what can be read\\.\n$", verified.Out);
        using var json = JsonDocument.Parse(Run("journal", "verify", "--json").Out);
        Assert.False(json.RootElement.GetProperty("sound").GetBoolean());
        var history = json.RootElement.GetProperty("histories")[0];
        Assert.Equal((Id, 3), (history.GetProperty("id").GetString(), history.GetProperty("damaged_at").GetInt64()));
    }

    [Fact]
    public async Task Given_a_byte_of_a_payload_that_has_changed_then_export_saves_what_stands_before_it_and_import_brings_that_back()
    {
        await WriteAsync();
        Damage("name 3", "nome 3");
        var exported = Run("journal", "export", Saved);
        Assert.Equal(ExitCode.BadInput, exported.Code);
        Assert.StartsWith($"nt: {Id} is saved up to event 2: its checksum is ", exported.Error, StringComparison.Ordinal);
        var other = Path.Combine(_folder, "other.db");
        Assert.Equal("1 history: 2 events added, 0 were there already.\n", Run("journal", "import", Saved, "--journal", other).Out);
        Assert.Equal(2, (await ContentAsync(other)).Count);
        Assert.Equal(ExitCode.Done, Run("journal", "verify", "--journal", other).Code);
    }

    [Fact]
    public async Task Given_a_byte_of_a_payload_that_has_changed_then_the_session_s_recovery_stops_with_the_same_facts()
    {
        await WriteAsync();
        Damage("name 3", "nome 3");
        foreach (var command in new[] { new[] { "session", "rename", "5e551014", "new" }, ["session", "show", "5e551014"] })
        {
            var result = Run(command);
            Assert.NotEqual(ExitCode.Done, result.Code);
            AssertSays(result.Error, Id[8..], "event 3", "checksum", "its bytes have changed");
        }
    }

    [Fact]
    public async Task Given_an_event_of_a_manifest_that_is_not_known_then_verify_and_recovery_say_id_number_and_manifest_and_an_export_keeps_it()
    {
        await WriteAsync("session.renamed/9");
        var verified = Run("journal", "verify");
        Assert.Equal(ExitCode.BadInput, verified.Code);
        AssertSays(verified.Out, $"{Id}, event 3: ", "session.renamed/9", "a newer one may know it", "1 damaged");
        foreach (var command in new[] { new[] { "session", "rename", "5e551014", "new" }, ["session", "show", "5e551014"] })
        {
            var result = Run(command);
            Assert.NotEqual(ExitCode.Done, result.Code);
            AssertSays(result.Error, Id[8..], "event 3", "session.renamed/9");
        }
        // Its bytes are sound: a newer program reads them.
        Assert.Equal(ExitCode.Done, Run("journal", "export", Saved).Code);
        var other = Path.Combine(_folder, "other.db");
        Assert.Equal(ExitCode.Done, Run("journal", "import", Saved, "--journal", other).Code);
        Assert.Equal(await ContentAsync(Journal), await ContentAsync(other));
    }

    [Fact]
    public async Task Given_an_export_that_was_cut_off_or_changed_then_import_says_where_and_changes_nothing()
    {
        await WriteAsync();
        Run("journal", "export", Saved);
        var whole = await File.ReadAllLinesAsync(Saved);
        var other = Path.Combine(_folder, "other.db");
        await File.WriteAllLinesAsync(Saved, whole[..4]);
        AssertRefused("it was cut off");
        await File.WriteAllLinesAsync(Saved, [.. whole[..3], .. whole[4..]]);
        AssertRefused($"event 4 of {Id} follows event 2");
        await File.WriteAllLinesAsync(Saved, [.. whole[..3], "{", .. whole[4..]]);
        AssertRefused("is damaged at line 4: it is not an event");

        void AssertRefused(string reason)
        {
            var imported = Run("journal", "import", Saved, "--journal", other);
            Assert.Equal(ExitCode.BadInput, imported.Code);
            AssertSays(imported.Error, Saved, reason);
            Assert.False(File.Exists(other));
        }
    }

    [Theory]
    [InlineData("""{"id":null,"sequence":1,"at":"2026-01-01T00:00:00Z","serializer":1,"manifest":"m","payload":""}""")]
    [InlineData("""{"id":"a","sequence":0,"at":"2026-01-01T00:00:00Z","serializer":1,"manifest":"m","payload":""}""")]
    [InlineData("""{"id":"a","sequence":1,"at":"2026-01-01T00:00:00Z","serializer":1,"manifest":null,"payload":""}""")]
    [InlineData("""{"id":"a","sequence":1,"at":"2026-01-01T00:00:00Z","serializer":1,"manifest":"m","tags":[""],"payload":""}""")]
    public async Task Given_a_line_that_is_no_event_then_import_says_which(string line)
    {
        await File.WriteAllLinesAsync(Saved, ["""{"schema":"nt.journal/1"}""", line, """{"events":1}"""]);
        var imported = Run("journal", "import", Saved);
        Assert.Equal(ExitCode.BadInput, imported.Code);
        AssertSays(imported.Error, "is damaged at line 2: it is not an event");
    }

    [Fact]
    public async Task Given_an_id_that_is_a_way_out_of_the_data_folder_then_nothing_is_written_outside()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "else"));
        await File.WriteAllLinesAsync(Saved,
        [
            """{"schema":"nt.journal/1"}""",
            """{"id":"../../else/x","sequence":1,"at":"2026-01-01T00:00:00Z","serializer":1,"manifest":"m","payload":""}""",
            """{"events":1}""",
        ]);
        Assert.Equal("1 history: 1 event added, 0 were there already.\n", Run("journal", "import", Saved).Out);
        Assert.Equal("1 history: 0 events added, 1 was there already.\n", Run("journal", "import", Saved).Out);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "else")));
    }

    [Fact]
    public void Given_a_file_that_is_no_database_then_it_is_said_of_the_journal_and_not_of_an_event()
    {
        File.WriteAllText(Saved, new string('x', 5000));
        var verified = Run("journal", "verify", "--journal", Saved);
        Assert.Equal(ExitCode.BadInput, verified.Code);
        Assert.StartsWith("nt: The journal cannot be read: ", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_another_history_under_the_same_id_then_import_refuses_it_at_the_event_that_differs()
    {
        await WriteAsync();
        Run("journal", "export", Saved);
        var lines = await File.ReadAllLinesAsync(Saved);
        var before = Convert.ToBase64String(SessionEventJson.Write(new SessionRenamed("name 4")));
        var after = Convert.ToBase64String(SessionEventJson.Write(new SessionRenamed("nose 4")));
        await File.WriteAllLinesAsync(Saved, lines.Select(l => l.Replace(before, after, StringComparison.Ordinal)));
        var imported = Run("journal", "import", Saved);
        Assert.Equal(ExitCode.BadInput, imported.Code);
        AssertSays(imported.Error, $"{Id} is another history here: event 4 differs");
        Assert.Equal(ExitCode.Done, Run("journal", "verify").Code);
    }

    private InProcess.Result Run(params string[] args) => InProcess.Run(new()
    {
        Environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder, ["XDG_RUNTIME_DIR"] = _folder },
    }, args);

    private async Task WriteAsync(string thirdManifest = "session.renamed/1")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Journal)!);
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Journal });
        var owner = await store.Journal.TakeOwnershipAsync(Id, "test");
        SessionEvent[] events = [new SessionCreated(new("5e551014"), "name 1", 7), .. Enumerable.Range(2, 4).Select(n => new SessionRenamed($"name {n}"))];
        for (var number = 1; number <= events.Length; number++)
        {
            var manifest = number == 3 ? thirdManifest : SessionEventJson.ManifestOf(events[number - 1]);
            await store.Journal.AppendAsync(owner,
                [new NewEntry(number, DateTimeOffset.UnixEpoch.AddSeconds(number), SessionEventJson.Write(events[number - 1]), SessionSerializer.Id, manifest) { Tags = [SessionJournal.Tag] }]);
        }
    }

    /// <summary>Changes bytes of the file, as a failing medium does.</summary>
    private void Damage(string before, string after)
    {
        var bytes = File.ReadAllBytes(Journal);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(before));
        Assert.True(at >= 0);
        Encoding.UTF8.GetBytes(after).CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(Journal, bytes);
    }

    private static async Task<List<string>> ContentAsync(string journal)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = journal });
        var content = new List<string>();
        await foreach (var e in store.Journal.ReplayAsync(Id))
            content.Add($"{e.SequenceNr} {e.Timestamp:O} {e.SerializerId} {e.Manifest} {string.Join(',', e.Tags)} {Encoding.UTF8.GetString(e.Payload.Span)}");
        return content;
    }

    private static void AssertSays(string said, params string[] facts)
    {
        foreach (var fact in facts) Assert.Contains(fact, said, StringComparison.Ordinal);
    }
}
