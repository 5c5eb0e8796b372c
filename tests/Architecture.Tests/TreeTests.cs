using System.Text.RegularExpressions;
using Xunit;

namespace NTWorkstation.Architecture.Tests;

/// <summary>Rules of the tree that no compiler checks.</summary>
public partial class TreeTests
{
    private static readonly string[] TopFolders = ["actors", "nodes", "dsp-native", "tests", "config", "scripts"];

    private static IEnumerable<string> Sources(params string[] patterns) =>
        TopFolders.Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder))).SelectMany(folder => patterns.SelectMany(pattern =>
            Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)));

    [Fact]
    public void Given_the_checkout_then_the_top_level_holds_only_the_folders_of_the_design()
    {
        // Folders that tools make are ignored by git and not the tree's.
        var folders = Directory.EnumerateDirectories(Repository.Root).Select(Path.GetFileName)
            .Where(name => !name!.StartsWith('.') && name != "artifacts");
        Assert.Empty(folders.Except(TopFolders));
    }

    [Fact]
    public void Given_the_sources_then_no_file_is_longer_than_six_hundred_lines()
    {
        var longOnes = Sources("*.cs", "*.cpp", "*.hpp", "*.h").Where(f => File.ReadLines(f).Count() > 600)
            .Select(f => Path.GetRelativePath(Repository.Root, f));
        Assert.Empty(longOnes);
    }

    [Fact]
    public void Given_the_sources_then_no_name_hides_what_a_thing_is()
    {
        var vague = Sources("*.cs", "*.cpp", "*.hpp", "*.h").Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(n => VagueName().IsMatch(n));
        Assert.Empty(vague);
    }

    [Fact]
    public void Given_the_product_then_no_source_leaves_work_undone()
    {
        var undone = Sources("*.cs", "*.cpp", "*.hpp", "*.h")
            .Where(f => !f.EndsWith("TreeTests.cs", StringComparison.Ordinal))
            .Where(f => Undone().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Repository.Root, f));
        Assert.Empty(undone);
    }

    [Fact]
    public void Given_the_native_library_then_no_process_path_calls_the_system_mathematics()
    {
        // The C library's transcendentals differ between its versions: a render would not replay elsewhere.
        var graph = Directory.EnumerateFiles(Path.Combine(Repository.Root, "dsp-native", "src", "graph"), "*.?pp", SearchOption.AllDirectories);
        var offenders = graph.Where(f => SystemMathematics().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName);
        Assert.Empty(offenders);
    }

    [GeneratedRegex("(Manager|Helper|Util|Utils|Misc)$", RegexOptions.IgnoreCase)]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex Undone();

    [GeneratedRegex(@"\bstd::(sin|cos|tan|exp|exp2|log|log2|log10|pow|tanh|sinh|cosh|atan|atan2|cbrt|expm1|log1p)\s*\(")]
    private static partial Regex SystemMathematics();
}
