using NTWorkstation.Persistence.Benchmarks;

// The journal beside its databases' own rates. Arguments: a folder for SQLite's files, and a PostgreSQL connection string or nothing.
if (args.Length is < 1 or > 2)
{
    Console.Error.WriteLine("usage: Persistence.Benchmarks FOLDER [CONNECTION-STRING]");
    return 2;
}
SystemSqlite.Use();
await Comparison.RunAsync(new SqlitePeer(Path.Combine(args[0], "journal.db")));
if (args.Length == 2) await Comparison.RunAsync(new PostgresPeer(args[1]));
return 0;
