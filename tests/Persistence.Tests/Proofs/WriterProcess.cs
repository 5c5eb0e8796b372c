using System.Diagnostics;
using System.Runtime.InteropServices;
using NTWorkstation.Persistence.Tests.Engines;

namespace NTWorkstation.Persistence.Tests.Proofs;

/// <summary>A process that writes a journal and tells what was acknowledged (tests/journal-writer), and ways to ill-treat it.</summary>
internal sealed partial class WriterProcess : IDisposable
{
    private const int SignalStop = 19;
    private const int SignalContinue = 18;

    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    /// <summary>Starts it on the engine's database, with the journal's own setting of synchronous or (SQLite) another; with one writer each event waits for <see cref="Next"/>.</summary>
    internal static WriterProcess Start(StoreEngine engine, int writers, string synchronous = "-", params (string Name, string Value)[] environment)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Persistence.Writer", configuration, "Persistence.Writer");
        string[] arguments = engine switch
        {
            SqliteEngine sqlite => ["sqlite", sqlite.Path, synchronous, $"{writers}"],
            PostgresEngine postgres => ["postgres", postgres.ConnectionString, "-", $"{writers}"],
            _ => throw new ArgumentException("An unknown engine.", nameof(engine)),
        };
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredPGO"] = "0"; // it lives a second
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new WriterProcess(Process.Start(start)!);
    }

    /// <summary>The next line it says, or null at its end.</summary>
    internal async Task<string?> SaysAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

    internal void Next() => _process.StandardInput.WriteLine();

    /// <summary>Pauses it; none of its threads runs any more when this returns.</summary>
    internal void Stop()
    {
        Signal(SignalStop);
        // The signal is taken by one of its threads, which then stops the others.
        SpinWait.SpinUntil(() => Directory.GetDirectories($"/proc/{_process.Id}/task").All(IsStopped));
    }

    internal void Continue() => Signal(SignalContinue);

    internal void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // "PID (NAME) STATE …", where the name may hold anything.
    private static bool IsStopped(string thread)
    {
        var state = File.ReadAllText(Path.Combine(thread, "stat"));
        return state[state.LastIndexOf(')') + 2] == 'T';
    }

    private void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0) throw new InvalidOperationException($"The writer cannot be sent signal {signal}.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
