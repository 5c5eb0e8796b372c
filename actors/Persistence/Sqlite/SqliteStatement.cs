using System.Buffers;
using System.Text;
using NTWorkstation.Persistence.Sqlite.Interop;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>A prepared statement of one connection. Parameters count from 1, columns from 0. One thread at a time.</summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, nint statement) : IDisposable
{
    private readonly Dictionary<int, string> _texts = [];

    internal void Bind(int index, long value) => database.Check(Sqlite3.BindInteger(statement, index, value));

    internal void Bind(int index, ReadOnlySpan<byte> value)
    {
        byte none;
        fixed (byte* bytes = value) database.Check(Sqlite3.BindBlob(statement, index, bytes is null ? &none : bytes, value.Length, Sqlite3.Transient));
    }

    internal void Bind(int index, string? value)
    {
        if (value is null)
        {
            database.Check(Sqlite3.BindNull(statement, index));
            return;
        }
        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        Span<byte> buffer = longest <= 1024 ? stackalloc byte[longest] : rented = ArrayPool<byte>.Shared.Rent(longest);
        var count = Encoding.UTF8.GetBytes(value, buffer);
        fixed (byte* bytes = buffer) database.Check(Sqlite3.BindText(statement, index, bytes, count, Sqlite3.Transient));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    internal bool Step()
    {
        var result = Sqlite3.Step(statement);
        if (result == Sqlite3.Row) return true;
        if (result == Sqlite3.Done) return false;
        var failure = database.Failure(result);
        _ = Sqlite3.Reset(statement); // answers the same failure again
        throw failure;
    }

    /// <summary>Runs a statement that answers no row, and makes it ready for the next time.</summary>
    internal void Run()
    {
        while (Step())
        {
        }
        Reset();
    }

    internal void Reset() => _ = Sqlite3.Reset(statement);

    internal long Integer(int column) => Sqlite3.ColumnInteger(statement, column);

    internal bool IsNull(int column) => Sqlite3.ColumnType(statement, column) == Sqlite3.Null;

    /// <summary>The bytes of a column, good until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column)
    {
        var bytes = Sqlite3.ColumnBlob(statement, column);
        return new ReadOnlySpan<byte>(bytes, Sqlite3.ColumnBytes(statement, column));
    }

    /// <summary>
    /// A text column; the same object as the last time where the text is the same, since ids, manifests and writers repeat row after row.
    /// </summary>
    internal string Text(int column)
    {
        var utf8 = Bytes(column);
        if (_texts.TryGetValue(column, out var last) && Ascii.Equals(utf8, last)) return last;
        return _texts[column] = Encoding.UTF8.GetString(utf8);
    }

    public void Dispose() => _ = Sqlite3.Finish(statement);

}
