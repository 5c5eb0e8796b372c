using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Shell;

public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-whole-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_an_old_file_then_it_is_replaced_and_nothing_else_is_left()
    {
        var path = Path.Combine(_folder, "r.html");
        File.WriteAllText(path, "old");
        WholeFile.Write(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Given_a_folder_in_the_way_then_it_fails_and_leaves_nothing()
    {
        var path = Path.Combine(_folder, "r.html");
        Directory.CreateDirectory(path);
        Assert.Throws<OutputException>(() => WholeFile.Write(path, "new"));
        Assert.Throws<OutputException>(() => WholeFile.RequireWritable(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Given_a_folder_that_is_missing_or_closed_then_it_is_refused_before_any_work()
    {
        Assert.Throws<OutputException>(() => WholeFile.RequireWritable(Path.Combine(_folder, "none", "r.html")));
        Assert.Throws<OutputException>(() => WholeFile.RequireWritable("/proc/r.html"));
    }

    [Fact]
    public void Given_a_writable_folder_then_the_trial_leaves_no_trace()
    {
        WholeFile.RequireWritable(Path.Combine(_folder, "r.html"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
