using System.ComponentModel;
using System.Diagnostics;

namespace NTWorkstation.Nt.Shell;

/// <summary>Another program, run to its end.</summary>
internal static class Tool
{
    /// <summary>Where a program is on the search path, or null.</summary>
    public static string? Find(string name, string? searchPath)
    {
        foreach (var folder in (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0) return path;
        }
        return null;
    }

    /// <summary>Runs it and gives its exit code and the last line it said. Cancelled, it is ended.</summary>
    /// <exception cref="MissingException">It cannot be started.</exception>
    public static (int Code, string LastLine) Run(string program, string folder, CancellationToken cancellation, params string[] args)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            using var process = Process.Start(start)!;
            using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            var said = error.Trim().Length > 0 ? error : output.GetAwaiter().GetResult();
            return (process.ExitCode, said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "");
        }
        catch (Win32Exception failure)
        {
            throw new MissingException($"{program} cannot be started: {failure.Message}.", failure);
        }
    }
}
