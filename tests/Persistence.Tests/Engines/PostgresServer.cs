using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using NTWorkstation.Persistence.Tests.Engines;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace NTWorkstation.Persistence.Tests.Engines;

/// <summary>
/// A PostgreSQL server in a temporary folder on a free loopback port, started at the first need and stopped with the tests. PostgreSQL does
/// not run as root: then it runs as its package's user.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly int _portsFrom;
    private string? _folder;
    private int _databases;

    public PostgresServer()
        : this(21000)
    {
    }

    /// <param name="portsFrom">Ports up to 10,000 above it are used. One that is stopped between needs others than those that start meanwhile.</param>
    internal PostgresServer(int portsFrom) => _portsFrom = portsFrom;

    public int Port { get; private set; }

    public static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order().LastOrDefault()
            : null;

    /// <summary>Starts the server if it is not running, and makes an empty database in it. Answers its connection string.</summary>
    /// <param name="tablespace">A folder of the server's own that holds its data; null for the server's folder.</param>
    public async Task<string> CreateDatabaseAsync(string? tablespace = null)
    {
        Assert.SkipUnless(Programs is not null, "PostgreSQL is not installed (package postgresql): its journal is not tested.");
        await _gate.WaitAsync();
        try
        {
            if (_folder is null) await CreateAsync();
        }
        finally
        {
            _gate.Release();
        }
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        if (tablespace is not null)
        {
            await using var space = source.CreateCommand($"CREATE TABLESPACE space_{name} LOCATION '{tablespace}'");
            await space.ExecuteNonQueryAsync();
        }
        await using var command = source.CreateCommand($"CREATE DATABASE {name}{(tablespace is null ? "" : $" TABLESPACE space_{name}")}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Removes a database that was made in a tablespace, and that.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        foreach (var sql in new[] { $"DROP DATABASE {name} WITH (FORCE)", $"DROP TABLESPACE space_{name}" })
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task StartAsync() =>
        await RunAsync("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder!, "log"),
            "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=200", "start");

    /// <summary>Makes a folder the server's own.</summary>
    public static async Task GiveAsync(string folder)
    {
        if (Environment.UserName != "root") return;
        using var chown = Process.Start("chown", ["postgres", folder]);
        await chown.WaitForExitAsync();
    }

    /// <summary>"fast" breaks connections off, "immediate" is a crash.</summary>
    public Task StopAsync(string mode) => RunAsync("pg_ctl", "-D", Data, "-w", "-m", mode, "stop");

    public async ValueTask DisposeAsync()
    {
        if (_folder is null) return;
        await StopAsync("immediate");
        Directory.Delete(_folder, recursive: true);
        _folder = null;
        _gate.Dispose();
    }

    private string Data => Path.Combine(_folder!, "data");

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Maximum Pool Size=20;Timeout=5;Command Timeout=20";

    private async Task CreateAsync()
    {
        _folder = Directory.CreateTempSubdirectory("nt-postgres-").FullName;
        await GiveAsync(_folder);
        await RunAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        for (var attempt = 0; ; attempt++)
        {
            Port = FreePort(attempt);
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 4)
            {
                // Somebody else took the port in between.
            }
        }
    }

    // A loopback port that nobody listens on, below the range from which the system gives ports to connections.
    private int FreePort(int attempt)
    {
        for (var port = _portsFrom + ((Environment.ProcessId + attempt * 977) % 9000); ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        string[] command = [Path.Combine(Programs!, program), .. arguments];
        if (Environment.UserName == "root") command = ["runuser", "-u", "postgres", "--", .. command];
        start.FileName = command[0];
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        // The server inherits what pg_ctl has open: its output goes to the log, so these pipes end with pg_ctl.
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await error}");
    }
}
