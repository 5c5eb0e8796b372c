using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands;

public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_a_machine_without_apt_then_it_says_what_is_missing_and_what_to_do()
    {
        var run = Demo(("PATH", _folder));
        Assert.Equal(ExitCode.Missing, run.Code);
        Assert.Empty(run.Out);
        Assert.Contains("apt-get", run.Error);
        Assert.Contains("nt match", run.Error);
    }

    [Fact]
    public void Given_apt_that_cannot_fetch_then_its_own_words_are_told_and_nothing_is_left()
    {
        Script("apt-get", "echo 'E: no network' >&2; exit 100");
        Script("dpkg", "exit 0");
        var run = Demo(("PATH", $"{_folder}:/usr/bin:/bin"));
        Assert.Equal(ExitCode.Missing, run.Code);
        Assert.Contains("E: no network", run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "cache", "ntworkstation", "music")));
    }

    [Fact]
    public void Given_a_cache_folder_that_cannot_be_made_then_it_says_so()
    {
        File.WriteAllText(Path.Combine(_folder, "cache"), "in the way");
        var run = Demo(("PATH", _folder));
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("XDG_CACHE_HOME", run.Error);
    }

    private InProcess.Result Demo((string Name, string Value) variable) => InProcess.Run(
        new InProcess.Setting { Environment = new Dictionary<string, string> { [variable.Name] = variable.Value, ["XDG_CACHE_HOME"] = Path.Combine(_folder, "cache") } }, "demo");

    private void Script(string name, string body)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
