using System.Runtime.InteropServices;
using System.Text;
using NTWorkstation.Persistence.Sqlite.Interop;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>One connection with its prepared statements. One thread at a time; whoever opens it disposes of it.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private readonly DatabaseHandle _handle;

    internal SqliteDatabase(string path, TimeSpan busyTimeout)
    {
        Path = path;
        const int flags = Sqlite3.OpenReadWrite | Sqlite3.OpenCreate | Sqlite3.OpenNoMutex | Sqlite3.OpenExtendedResultCodes;
        var result = Sqlite3.Open(path, out var database, flags, null);
        _handle = new DatabaseHandle(database);
        try
        {
            Check(result);
            Check(Sqlite3.BusyTimeout(database, (int)busyTimeout.TotalMilliseconds));
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    internal string Path { get; }

    /// <summary>Whether a transaction is open: SQLite ends it by itself after some failures.</summary>
    internal bool InTransaction => Sqlite3.IsAutoCommit(Raw) == 0;

    private nint Raw => _handle.DangerousGetHandle();

    /// <summary>The statement for this text, prepared once.</summary>
    internal SqliteStatement Prepare(string sql)
    {
        if (_prepared.TryGetValue(sql, out var statement)) return statement;
        statement = Compile(Encoding.UTF8.GetBytes(sql), out _);
        _prepared.Add(sql, statement);
        return statement;
    }

    /// <summary>Runs one or more statements that answer nothing, or whose answer does not matter.</summary>
    internal void Execute(string sql)
    {
        var rest = Encoding.UTF8.GetBytes(sql).AsSpan();
        while (!rest.Trim(" \n"u8).IsEmpty)
        {
            using var statement = Compile(rest, out var used);
            while (statement.Step())
            {
            }
            rest = rest[used..];
        }
    }

    /// <summary>The first column of the first row; 0 where there is none.</summary>
    internal long Scalar(string sql)
    {
        var statement = Prepare(sql);
        var value = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>The first column of the first row as text.</summary>
    internal string Text(string sql)
    {
        using var statement = Compile(Encoding.UTF8.GetBytes(sql), out _);
        return statement.Step() ? statement.Text(0) : "";
    }

    internal void Check(int result)
    {
        if (result is Sqlite3.Ok or Sqlite3.Row or Sqlite3.Done) return;
        throw Failure(result);
    }

    internal unsafe SqliteFailure Failure(int result)
    {
        var message = Marshal.PtrToStringUTF8((nint)Sqlite3.ErrorMessage(Raw)) ?? "unknown error";
        return new SqliteFailure(result, Sqlite3.SystemError(Raw), message, Path);
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
        _handle.Dispose();
    }

    private unsafe SqliteStatement Compile(ReadOnlySpan<byte> sql, out int used)
    {
        fixed (byte* text = sql)
        {
            Check(Sqlite3.Prepare(Raw, text, sql.Length, Sqlite3.PreparePersistent, out var statement, out var tail));
            used = (int)(tail - text);
            return new SqliteStatement(this, statement);
        }
    }

    private sealed class DatabaseHandle : SafeHandle
    {
        internal DatabaseHandle(nint database) : base(0, true) => SetHandle(database);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => Sqlite3.Close(handle) == Sqlite3.Ok;
    }
}
