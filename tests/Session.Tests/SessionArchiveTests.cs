using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Archive;
using NTWorkstation.Session.State;
using Xunit;

namespace NTWorkstation.Session.Tests;

public class SessionArchiveTests
{
    private static readonly byte[] Sound = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i))];
    private static readonly MediaReference Held = Workload.Media(2) with { ContentHash = Convert.ToHexStringLower(SHA256.HashData(Sound)) };

    private static Story Told => new Story().Do(
        new ImportTrack(Held, "bass"), new ImportTrack(Workload.Media(3), "keys"), new InsertProcessor("gain", Story.Set("gain_db=1")), new SetMarker("a", new(1)), new Undo());

    [Fact]
    public void Given_any_history_then_its_archive_gives_it_back() => Prop.ForAll(Workload.Histories(60).ToArbitrary(), acts =>
    {
        var (state, events) = Workload.Run(acts);
        var archive = Written(events);
        Assert.Equal(archive, Written(events));
        using var reader = new ArchiveReader(new MemoryStream(archive));
        Assert.Equal(Snapshots.Write(state), Snapshots.Write(reader.Verify(default)));
        Assert.Equal(events.Select(e => (e.Sequence, e.At)), reader.Events().Select(e => (e.Sequence, e.At)));
        Assert.Equal(events.SelectMany(e => SessionEventJson.Write(e.Event)), reader.Events().SelectMany(e => SessionEventJson.Write(e.Event)));
        // What comes out goes in again as the same file.
        Assert.Equal(archive, Written(reader.Events()));
    }).Check(Workload.Seeded(20));

    [Fact]
    public void Given_media_then_those_asked_for_come_back_and_the_others_are_listed()
    {
        using var reader = new ArchiveReader(new MemoryStream(Written(Told.Events)));
        reader.Verify(default);
        var (held, absent) = (reader.Index.Media.Single(m => m.Bytes is not null), reader.Index.Media.Single(m => m.Bytes is null));
        Assert.Equal((Held.ContentHash, Held.Path, (long?)Sound.Length), (held.ContentHash, held.Path, held.Bytes));
        using var copy = new MemoryStream();
        reader.CopyMedium(held, copy, default);
        Assert.Equal(Sound, copy.ToArray());
        Assert.Throws<ArchiveException>(() => reader.CopyMedium(absent, copy, default));
    }

    [Fact]
    public void Given_a_medium_that_changed_on_the_disk_then_it_is_not_exported_as_what_it_was()
    {
        using var to = new MemoryStream();
        var failure = Assert.Throws<MediaException>(() => ArchiveWriter.Write(to, Told.Events, _ => new MemoryStream([1, 2, 3]), default));
        Assert.Equal(MediaFault.Changed, failure.Fault);
        Assert.Contains("Relink", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_any_byte_of_an_archive_changed_then_it_is_refused_or_nothing_of_it_differs()
    {
        var story = Told;
        var archive = Written(story.Events);
        var wanted = Snapshots.Write(story.State);
        var refused = 0;
        for (var at = 0; at < archive.Length; at += at < archive.Length - 1500 ? 31 : 5)
        {
            var broken = archive.ToArray();
            broken[at] ^= 0x41;
            try
            {
                Assert.Equal(wanted, Everything(broken));
            }
            catch (ArchiveException)
            {
                refused++;
            }
        }
        Assert.True(refused > 150, $"{refused}");
    }

    [Fact]
    public void Given_an_archive_cut_off_anywhere_then_it_is_refused()
    {
        var archive = Written(Told.Events);
        for (var length = 0; length < archive.Length; length += 101) Assert.Throws<ArchiveException>(() => Everything(archive[..length]));
    }

    [Fact]
    public void Given_parts_that_contradict_each_other_then_it_is_refused()
    {
        Refused("archive.json", t => t.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));
        Refused("archive.json", t => t.Replace("\"events\":6", "\"events\":5", StringComparison.Ordinal));
        Refused("archive.json", t => t.Replace("\"events\":6", "\"events\":7", StringComparison.Ordinal));
        Refused("archive.json", t => t.Replace("\"Album\"", "\"Other\"", StringComparison.Ordinal));
        Refused("archive.json", t => t.Replace("\"bytes\":5000", "\"bytes\":4999", StringComparison.Ordinal));
        Refused("archive.json", t => t.Replace(",\"bytes\":5000", "", StringComparison.Ordinal));
        Refused("events.jsonl", t => t.Replace("\"bass\"", "\"lead\"", StringComparison.Ordinal));
        Refused("events.jsonl", t => t[..^1]);
        Refused("events.jsonl", t => t.Replace("\n", "\n\n", StringComparison.Ordinal));
        Refused("snapshot.json", t => t.Replace("\"bass\"", "\"lead\"", StringComparison.Ordinal));
        Refused("more.json", _ => "{}");
        Refused("media/../../etc", _ => "x");
        Refused($"media/{new string('0', 64)}", _ => "x");

        // The hash of the events made to fit what they were made into: then the fold tells.
        var forged = Changed(Written(Told.Events), "events.jsonl", t => t.Replace("\"edit\":5", "\"edit\":4", StringComparison.Ordinal), out var hash);
        forged = Changed(forged, "archive.json", t => System.Text.RegularExpressions.Regex.Replace(t, "\"events_hash\":\"[0-9a-f]+\"", $"\"events_hash\":\"{hash}\""), out _);
        Assert.Equal("events.jsonl", Assert.Throws<ArchiveException>(() => Everything(forged)).Where);

        static void Refused(string part, Func<string, string> change) => Assert.Throws<ArchiveException>(() => Everything(Changed(Written(Told.Events), part, change, out _)));
    }

    [Fact]
    public void Given_a_line_or_a_directory_without_end_then_it_is_refused_within_little_memory()
    {
        var endless = Changed(Written(Told.Events), "events.jsonl", _ => new string(' ', 40_000_000), out _);
        Assert.True(endless.Length < 200_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("a line has more than", Assert.Throws<ArchiveException>(() => Everything(endless)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);

        using var many = new MemoryStream();
        using (var zip = new ZipArchive(many, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < 50_000; i++) zip.CreateEntry(FormattableString.Invariant($"{new string('n', 80)}{i}"), CompressionLevel.NoCompression);
        Assert.Contains("directory has more than", Assert.Throws<ArchiveException>(() => Everything(many.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_media_that_unpack_to_more_than_they_are_then_they_are_refused_before_a_byte_of_them_is_written()
    {
        using var packed = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(Written(Told.Events))))
        using (var to = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var part in from.Entries)
            {
                using var source = part.Open();
                using var copy = to.CreateEntry(part.FullName, CompressionLevel.Optimal).Open();
                source.CopyTo(copy);
            }
        Assert.Contains("it is packed", Assert.Throws<ArchiveException>(() => new ArchiveReader(packed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_lines_longer_than_a_buffer_and_at_its_borders_then_each_comes_whole()
    {
        foreach (var length in new[] { 0, 1, 65535, 65536, 65537, 200_000 })
        {
            var text = string.Concat(Enumerable.Range(0, 3).Select(i => new string((char)('a' + i), length) + "\n"));
            using var reader = new LineReader(new MemoryStream(Encoding.ASCII.GetBytes(text)), 300_000, 1_000_000);
            for (var i = 0; i < 3; i++)
            {
                Assert.True(reader.Next(out var line));
                Assert.Equal(new string((char)('a' + i), length), Encoding.ASCII.GetString(line));
            }
            Assert.False(reader.Next(out _));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))), reader.Hash);
        }
    }

    private static byte[] Written(IEnumerable<RecordedEvent> events)
    {
        using var to = new MemoryStream();
        ArchiveWriter.Write(to, events, m => m.ContentHash == Held.ContentHash ? new MemoryStream(Sound) : null, default);
        return to.ToArray();
    }

    // All that an import reads.
    private static byte[] Everything(byte[] archive)
    {
        using var reader = new ArchiveReader(new MemoryStream(archive));
        var state = reader.Verify(default);
        foreach (var medium in reader.Index.Media.Where(m => m.Bytes is not null))
        {
            using var copy = new MemoryStream();
            reader.CopyMedium(medium, copy, default);
            Assert.Equal(Sound, copy.ToArray());
        }
        return Snapshots.Write(state);
    }

    private static byte[] Changed(byte[] archive, string part, Func<string, string> change, out string hash)
    {
        using var file = new MemoryStream();
        file.Write(archive);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var text = "";
            if (zip.GetEntry(part) is { } entry)
            {
                using (var reader = new StreamReader(entry.Open())) text = reader.ReadToEnd();
                entry.Delete();
            }
            var changed = Encoding.UTF8.GetBytes(change(text));
            Assert.NotEqual(text, Encoding.UTF8.GetString(changed));
            hash = Convert.ToHexStringLower(SHA256.HashData(changed));
            using var writer = zip.CreateEntry(part).Open();
            writer.Write(changed);
        }
        return file.ToArray();
    }
}
