using System.Diagnostics;
using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>What the tests of playing need beside nt.</summary>
internal static class Tools
{
    /// <summary>Something that the build of the native tests makes.</summary>
    public static string Native(string name)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("NT_ROOT") ?? ".", "artifacts/native/tests/native-tests", name);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: it is built with the native tests.");
        return Path.GetFullPath(path);
    }

    public static void Require(params string[] programs)
    {
        foreach (var program in programs)
            Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, program))), $"{program} is not installed.");
    }

    /// <summary>A program that runs until it is disposed of; its output goes to a file.</summary>
    public static Process Start(string output, IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        // The shell becomes the program, so that its number is the program's.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var word in new[] { "-c", "exec \"$@\" >\"$0\" 2>>\"$0.log\"", output }.Concat(words)) start.ArgumentList.Add(word);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static void End(Process process)
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
