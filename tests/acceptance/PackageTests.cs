using System.Diagnostics;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>What the scripts say to a user who may not install packages.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PackageTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_an_ordinary_user_and_missing_packages_then_one_command_is_printed_that_names_just_those()
    {
        var root = Environment.GetEnvironmentVariable("NT_ROOT");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "NT_ROOT does not name the repository; scripts/test sets it.");
        Stub("id", "echo 1000");
        Stub("dpkg-query", "echo 'installed one'; echo 'config-files two'");
        Stub("apt-get", "touch \"$(dirname \"$0\")/ran\"");
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(". scripts/packages.sh && require_packages one && echo all && require_packages one two three && echo never");
        start.WorkingDirectory = root;
        start.Environment["PATH"] = _bench.Folder + ":/usr/bin:/bin";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.Equal("all\n", output);
        Assert.Equal(4, process.ExitCode);
        var command = Assert.Single(error.Split('\n'), l => l.Contains("apt-get", StringComparison.Ordinal));
        Assert.EndsWith("install two three", command, StringComparison.Ordinal);
        Assert.Contains("sudo", command, StringComparison.Ordinal);
        Assert.DoesNotContain("ran", _bench.Names);
    }

    private void Stub(string name, string body)
    {
        File.WriteAllText(_bench.At(name), "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(_bench.At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
