using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>Whatever goes wrong while writing: the old file stays whole and no partial file is left.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class OutputSafetyTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_an_output_that_is_the_target_then_it_is_refused_and_the_target_is_unchanged()
    {
        _ = NtBinary.Path;
        var (reference, target) = Pair();
        var before = File.ReadAllBytes(target);
        var link = _bench.At("link.wav");
        File.CreateSymbolicLink(link, target);
        foreach (var output in new[] { target, System.IO.Path.Combine(_bench.Folder, ".", "target.wav"), link })
        {
            var run = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", output);
            Assert.True(run.Code == 2, run.ToString());
            Assert.Contains("--target", run.Error);
        }
        Assert.Equal(before, File.ReadAllBytes(target));
        Assert.Equal(["link.wav", "reference.wav", "target.wav"], _bench.Names);
    }

    [Theory]
    [InlineData("/proc/out.wav")]
    [InlineData("/nowhere/at/all/out.wav")]
    public void Given_a_folder_that_cannot_be_written_then_it_fails_before_any_work_and_says_so(string output)
    {
        _ = NtBinary.Path;
        var (reference, target) = Pair();
        foreach (var args in new[]
        {
            new[] { "match", "--reference", reference, "--target", target, "--out", output },
            ["convert", target, output],
            ["match", "--reference", reference, "--target", target, "--out", _bench.At("out.wav"), "--report", System.IO.Path.ChangeExtension(output, ".html")],
        })
        {
            var run = NtBinary.Run(args);
            Assert.True(run.Code == 1, run.ToString());
            Assert.Contains("cannot be written", run.Error);
            Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
        }
        Assert.Equal(["reference.wav", "target.wav"], _bench.Names);
    }

    [Fact]
    public void Given_a_closed_folder_then_an_ordinary_user_is_told_so()
    {
        _ = NtBinary.Path;
        Assert.SkipWhen(Environment.UserName == "root", "Run as root, for whom every folder is open.");
        var (reference, target) = Pair();
        var closed = Directory.CreateDirectory(_bench.At("closed")).FullName;
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", System.IO.Path.Combine(closed, "out.wav"));
        Assert.True(run.Code == 1, run.ToString());
    }

    [Theory]
    [InlineData("out.wav")]
    [InlineData("out.flac")]
    [InlineData("out.mp3")]
    public void Given_a_full_disk_then_the_old_file_is_whole_and_nothing_else_is_left(string name)
    {
        _ = NtBinary.Path;
        var (reference, target) = Pair(seconds: 30);
        var disk = Directory.CreateDirectory(_bench.At("disk")).FullName;
        Assert.SkipUnless(Mount("tmpfs", disk, "tmpfs", 0, "size=192k") == 0, "A small file system cannot be mounted here: it takes root.");
        try
        {
            var output = System.IO.Path.Combine(disk, name);
            File.WriteAllText(output, "the old file");
            foreach (var args in new[]
            {
                new[] { "match", "--reference", reference, "--target", target, "--out", output },
                ["convert", target, output],
            })
            {
                var run = NtBinary.Run(args);
                Assert.True(run.Code == 1, run.ToString());
                Assert.Contains("full", run.Error);
                Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
                Assert.Equal("the old file", File.ReadAllText(output));
                Assert.Equal([name], Directory.EnumerateFileSystemEntries(disk).Select(System.IO.Path.GetFileName));
            }
        }
        finally
        {
            _ = Unmount(disk, 2);
        }
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void Given_a_signal_while_it_renders_then_it_ends_with_130_and_the_old_file_is_whole(int signal)
    {
        _ = NtBinary.Path;
        var (reference, target) = Pair(seconds: 120);
        var output = _bench.At("out.flac");
        File.WriteAllText(output, "the old file");
        var before = _bench.Names;
        using var process = NtBinary.Start(null, "match", "--reference", reference, "--target", target, "--out", output, "--report", _bench.At("report.html"), "--save-preset", _bench.At("preset.json"));
        // The unfinished file beside the output shows that the rendering has begun.
        var waited = Stopwatch.StartNew();
        while (_bench.Names.Count == before.Count)
        {
            Assert.False(process.HasExited, "it ended before the signal");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "nothing was begun");
            Thread.Yield();
        }
        Assert.Equal(0, Kill(process.Id, signal));
        var run = NtBinary.Await(process);
        Assert.True(run.Code == 130, run.ToString());
        Assert.Equal("the old file", File.ReadAllText(output));
        Assert.Equal(before, _bench.Names);
    }

    [Theory]
    [InlineData("--help >&-", 1)]
    [InlineData("--help >/dev/full", 1)]
    [InlineData("probe target.wav >&-", 1)]
    [InlineData("probe target.wav --json >/dev/full", 1)]
    [InlineData("probe target.wav 2>&-", 0)]
    [InlineData("probe target.wav | true", 0)]
    public void Given_standard_output_that_cannot_be_written_then_it_fails_in_one_line_and_a_reader_that_left_is_no_fault(string line, int code)
    {
        Sounds.WriteMusic(_bench.At("target.wav"), 1);
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(_bench.At("target.wav")) };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"set -o pipefail; '{NtBinary.Path}' {line}");
        using var process = Process.Start(start)!;
        var run = NtBinary.Await(process);
        Assert.True(run.Code == code, run.ToString());
        Assert.True(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == code, run.ToString());
    }

    [Fact]
    public void Given_a_signal_while_it_listens_then_it_ends_with_130_at_once()
    {
        _ = NtBinary.Path;
        var target = Sounds.WriteMusic(_bench.At("target.wav"), seconds: 120);
        using var process = NtBinary.Start(null, "analyze", target, "--report", _bench.At("report.html"));
        // It listens once the native library is mapped.
        var waited = Stopwatch.StartNew();
        while (!Maps(process.Id).Contains("libntdsp.so", StringComparison.Ordinal))
        {
            Assert.False(process.HasExited, "it ended before the signal");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "it never began");
            Thread.Yield();
        }
        Assert.Equal(0, Kill(process.Id, Interrupt));
        var run = NtBinary.Await(process);
        Assert.True(run.Code == 130, run.ToString());
        Assert.Equal(["target.wav"], _bench.Names);
    }

    private static string Maps(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/maps");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private (string Reference, string Target) Pair(double seconds = 8) =>
        (Sounds.WriteMusic(_bench.At("reference.wav"), 8, seed: 2), Sounds.WriteMusic(_bench.At("target.wav"), seconds));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
