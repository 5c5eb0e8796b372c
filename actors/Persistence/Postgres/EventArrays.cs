using Npgsql;
using NpgsqlTypes;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>What a group's events are, column by column, as parameters of one statement.</summary>
internal sealed class EventArrays
{
    private readonly NpgsqlParameter<long[]> _numbers = Of<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<long[]> _created = Of<long[]>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<string?[]> _tags = Of<string?[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> _messages = Of<ReadOnlyMemory<byte>[]>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<int[]> _identifiers = Of<int[]>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<string[]> _manifests = Of<string[]>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<long[]> _checksums = Of<long[]>(NpgsqlDbType.Bigint);

    /// <summary>Sequence numbers, creation times, tags, messages, identifiers, manifests, checksums.</summary>
    internal NpgsqlParameter[] Parameters => [_numbers, _created, _tags, _messages, _identifiers, _manifests, _checksums];

    internal static NpgsqlParameter<T> Of<T>(NpgsqlDbType element) => new() { NpgsqlDbType = NpgsqlDbType.Array | element };

    /// <summary>Takes the group's events in its order and tells <paramref name="place"/> each one's place and its owner's; true where any has a tag.</summary>
    internal bool Fill(AppendGroup group, Action<int, int> place)
    {
        var count = group.Events;
        var number = _numbers.TypedValue = new long[count];
        var created = _created.TypedValue = new long[count];
        var tags = _tags.TypedValue = new string?[count];
        var message = _messages.TypedValue = new ReadOnlyMemory<byte>[count];
        var identifier = _identifiers.TypedValue = new int[count];
        var manifest = _manifests.TypedValue = new string[count];
        var checksum = _checksums.TypedValue = new long[count];
        var i = 0;
        var tagged = false;
        for (var o = 0; o < group.Owners.Count; o++)
        {
            foreach (var append in group.Owners[o].Appends)
            {
                foreach (var entry in append.Entries)
                {
                    place(i, o);
                    number[i] = entry.SequenceNr;
                    created[i] = entry.Timestamp.UtcTicks;
                    tags[i] = TagColumn.Write(entry.Tags);
                    tagged |= entry.Tags.Count > 0;
                    message[i] = entry.Payload;
                    identifier[i] = entry.SerializerId;
                    manifest[i] = entry.Manifest;
                    checksum[i] = EntryChecksum.Of(append.Owner, entry);
                    i++;
                }
            }
        }
        return tagged;
    }
}
