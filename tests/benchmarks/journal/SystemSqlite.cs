using System.Runtime.InteropServices;
using SQLitePCL;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>Lets Microsoft.Data.Sqlite use the system's library, the one the journal uses.</summary>
internal static class SystemSqlite
{
    internal static void Use()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) =>
            name == "e_sqlite3" ? NativeLibrary.Load("libsqlite3.so.0") : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
    }
}
