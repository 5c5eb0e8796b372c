using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Shell;

public sealed class PathsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-paths-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_other_spellings_links_and_linked_folders_then_the_same_file_is_recognised()
    {
        var file = Path.Combine(_folder, "a.wav");
        File.WriteAllText(file, "");
        var link = Path.Combine(_folder, "link.wav");
        File.CreateSymbolicLink(link, file);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "folder"), _folder);
        foreach (var other in new[] { file, Path.Combine(_folder, ".", "a.wav"), link, Path.Combine(_folder, "folder", "a.wav"), Path.GetRelativePath(Directory.GetCurrentDirectory(), file) })
        {
            var failure = Assert.Throws<UsageException>(() => Paths.RequireApart([("--target", file)], [("--out", other)]));
            Assert.Contains("--out", failure.Message);
        }
    }

    [Fact]
    public void Given_two_outputs_that_are_one_then_it_is_a_usage_error() =>
        Assert.Throws<UsageException>(() => Paths.RequireApart([], [("--out", "a.wav"), ("--preview", "./a.wav")]));

    [Fact]
    public void Given_different_files_and_absent_ones_then_nothing_is_refused() =>
        Paths.RequireApart([("--target", "a.wav"), ("--ir", null)], [("--out", "b.wav"), ("--report", null), ("--preview", "c.wav")]);

    [Fact]
    public void Given_a_ring_of_links_then_it_ends()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "x"), Path.Combine(_folder, "y"));
        File.CreateSymbolicLink(Path.Combine(_folder, "y"), Path.Combine(_folder, "x"));
        Paths.RequireApart([("--target", Path.Combine(_folder, "x"))], [("--out", Path.Combine(_folder, "b.wav"))]);
    }
}
