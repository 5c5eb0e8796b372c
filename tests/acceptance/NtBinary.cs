using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>What a run of nt left behind.</summary>
public sealed record Transcript(int Code, string Out, string Error, long PeakMemoryBytes)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public override string ToString() => $"exit {Code}\n--- out\n{Out}\n--- error\n{Error}";
}

/// <summary>The published executable, named by NT_BINARY.</summary>
public static class NtBinary
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    public static string Path
    {
        get
        {
            var path = Environment.GetEnvironmentVariable("NT_BINARY");
            Assert.SkipWhen(string.IsNullOrEmpty(path), "NT_BINARY does not name the published nt; scripts/test sets it.");
            Assert.True(File.Exists(path), $"NT_BINARY names {path}, which does not exist.");
            return path!;
        }
    }

    public static Transcript Run(params string[] args) => Run(null, args);

    public static Transcript Run(IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        using var process = Start(environment, args);
        return Await(process);
    }

    public static Process Start(IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        // A shell starts what runs in its background with SIGINT ignored, and the tests would hand that on: env brings it back.
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add(Path);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public static Transcript Await(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        var end = Stopwatch.StartNew();
        // The peak is known only while the process lives; /proc keeps the highest it ever was.
        while (!process.WaitForExit(50))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            if (end.Elapsed <= Longest) continue;
            process.Kill();
            Assert.Fail("nt did not end.");
        }
        process.WaitForExit();
        return new Transcript(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult(), peak);
    }

    private static long PeakOf(int id)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{id}/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) return long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            // It ended between two looks.
        }
        return 0;
    }
}
