using System.Buffers;
using System.Globalization;
using System.Text.Json;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Nt.Commands.Journal;

/// <summary>
/// Histories in one text file that any journal can take in: a line of JSON for the head, one for each event, and one for the end with their
/// number, so that a file that was cut off is seen to be.
/// </summary>
internal static class JournalDocument
{
    public const string Schema = "nt.journal/1";
    private const int LongestLine = 96 * 1024 * 1024;

    public static void WriteHead(Stream stream) => WriteLine(stream, json => json.WriteString("schema", Schema));

    public static void Write(Stream stream, JournalEntry entry) => WriteLine(stream, json =>
    {
        json.WriteString("id", entry.PersistenceId);
        json.WriteNumber("sequence", entry.SequenceNr);
        json.WriteString("at", entry.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("serializer", entry.SerializerId);
        json.WriteString("manifest", entry.Manifest);
        if (entry.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach (var tag in entry.Tags) json.WriteStringValue(tag);
            json.WriteEndArray();
        }
        json.WriteBase64String("payload", entry.Payload.Span);
    });

    public static void WriteEnd(Stream stream, long events) => WriteLine(stream, json => json.WriteNumber("events", events));

    /// <summary>The events of a file, in its order.</summary>
    /// <exception cref="BadInputException">It is not such a file, is damaged or was cut off.</exception>
    public static IEnumerable<(string Id, NewEntry Entry)> Read(string path)
    {
        using var reader = new StreamReader(path, System.Text.Encoding.UTF8);
        var number = 0L;
        var events = 0L;
        var ended = false;
        while (ReadLine(reader, path) is { } line)
        {
            number++;
            if (ended) throw Damaged(path, number, "something follows its end");
            var (id, entry, isEnd) = Parse(path, line, number, events);
            if (number == 1) continue;
            if (isEnd) ended = true;
            else
            {
                events++;
                yield return (id!, entry!);
            }
        }
        if (!ended) throw Damaged(path, number + 1, "it was cut off: its end is missing");
    }

    private static (string? Id, NewEntry? Entry, bool IsEnd) Parse(string path, string line, long number, long events)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (number == 1)
                return root.TryGetProperty("schema", out var schema) && schema.GetString() == Schema ? default
                    : throw new BadInputException($"{path} is not an export of a journal: it does not begin with the schema {Schema}.");
            if (root.TryGetProperty("events", out var count))
                return count.GetInt64() == events ? (null, null, true) : throw Damaged(path, number, $"{count.GetInt64()} events were written and {events} are there");
            IReadOnlyList<string> tags = root.TryGetProperty("tags", out var list) ? [.. list.EnumerateArray().Select(t => t.GetString()!)] : [];
            var (id, sequence, manifest) = (root.GetProperty("id").GetString(), root.GetProperty("sequence").GetInt64(), root.GetProperty("manifest").GetString());
            if (string.IsNullOrEmpty(id) || sequence < 1 || manifest is null || tags.Any(string.IsNullOrEmpty)) throw Damaged(path, number, "it is not an event");
            var entry = new NewEntry(
                sequence, root.GetProperty("at").GetDateTimeOffset(), root.GetProperty("payload").GetBytesFromBase64(),
                root.GetProperty("serializer").GetInt32(), manifest)
            { Tags = tags };
            return (id, entry, false);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Damaged(path, number, "it is not an event");
        }
    }

    private static string? ReadLine(StreamReader reader, string path)
    {
        var line = new System.Text.StringBuilder();
        for (int c; (c = reader.Read()) >= 0;)
        {
            if (c == '\n') return line.ToString();
            line.Append((char)c);
            if (line.Length > LongestLine) throw new BadInputException($"{path} is not an export of a journal: a line has more than {LongestLine} characters.");
        }
        return line.Length == 0 ? null : line.ToString();
    }

    private static BadInputException Damaged(string path, long line, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path} is damaged at line {line}: {what}.\nNothing that stands before it is lost; export it again, or restore it from a copy."));

    private static void WriteLine(Stream stream, Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }
        stream.Write(buffer.WrittenSpan);
        stream.WriteByte((byte)'\n');
    }
}
