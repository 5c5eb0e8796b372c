using Xunit;

namespace NTWorkstation.Architecture.Tests;

/// <summary>The edges between projects are those of the table, read from the project files.</summary>
public class ProjectReferenceTests
{
    // Names without NTWorkstation. A project may use fewer edges than it has, never others.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernel"] = [],
        ["Audio"] = [],
        ["Storage"] = [],
        ["TestKit"] = ["Kernel"],
        ["Persistence"] = ["Kernel"],
        ["Cluster"] = ["Kernel", "Persistence"],
        ["Contracts"] = ["Audio"],
        ["Dsp"] = ["Audio"],
        ["Session"] = ["Kernel", "Persistence", "Audio", "Contracts"],
        ["Studio"] = ["Kernel", "Audio", "Contracts"],
        ["Library"] = ["Kernel", "Storage", "Audio", "Contracts"],
        ["Mastering"] = ["Kernel", "Persistence", "Cluster", "Storage", "Audio", "Contracts"],
        ["Client"] = ["Contracts"],
        ["Terminal"] = ["Client", "Contracts"],
        ["Gateway"] = ["Client", "Contracts", "Storage"],
    };

    // Packages that only these projects may name: the domain stays free of frameworks, engines stay behind their ports.
    private static readonly Dictionary<string, string[]> PackageOwners = new()
    {
        ["Spectre.Console"] = ["Nt", "Terminal"],
        ["System.CommandLine"] = ["Nt"],
        ["MathNet.Numerics"] = ["Audio", "Mastering"],
        ["Microsoft.Extensions.Logging.Abstractions"] = ["Kernel", "Persistence"],
        ["Microsoft.Data.Sqlite.Core"] = ["Persistence", "Storage"],
        ["SQLitePCLRaw.bundle_e_sqlite3"] = ["Persistence", "Storage"],
        ["YamlDotNet"] = ["Nt"],
        ["Npgsql"] = ["Persistence", "Storage"],
    };

    public static TheoryData<string> Projects()
    {
        var data = new TheoryData<string>();
        foreach (var project in Repository.ProductProjects) data.Add(project.Name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Given_a_project_when_its_file_is_read_then_it_references_only_what_the_table_allows(string name)
    {
        var project = Repository.ProductProjects.Single(p => p.Name == name);
        if (name == "Nt") return; // the composition root: everything meets there
        Assert.True(Allowed.ContainsKey(name), $"{name} is not in the table of projects: add it to the design first.");
        var others = project.References.Except(Allowed[name]).ToArray();
        Assert.True(others.Length == 0, $"{name} may not reference {string.Join(", ", others)}.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Given_a_project_when_its_file_is_read_then_its_packages_are_its_own(string name)
    {
        var project = Repository.ProductProjects.Single(p => p.Name == name);
        foreach (var package in project.Packages)
        {
            Assert.True(PackageOwners.TryGetValue(package, out var owners), $"{name} uses the package {package}, which no project owns.");
            Assert.Contains(name, owners!);
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Given_a_project_then_it_holds_source_and_its_assembly_is_named_after_its_folder(string name)
    {
        var project = Repository.ProductProjects.Single(p => p.Name == name);
        Assert.NotEmpty(project.Sources);
        Assert.Equal($"NTWorkstation.{name}.csproj", Path.GetFileName(project.Path));
    }

    [Fact]
    public void Given_the_test_projects_then_each_references_no_more_than_what_it_tests_and_what_that_may_see()
    {
        foreach (var project in Repository.TestProjects)
        {
            if (!project.Name.EndsWith(".Tests", StringComparison.Ordinal)) continue; // benchmarks and what tests start: they may see all
            var subject = project.Name.Split('.')[0]; // Persistence of Persistence.Tests, and of the programs that its tests run
            if (subject is "Acceptance" or "Architecture" or "Nt") continue;
            // Mastering is tested with the real native library behind its ports.
            string[] allowed = [subject, "TestKit", "Dsp", .. Allowed.GetValueOrDefault(subject, [])];
            // Tests run other programs of the tests; those are projects of this list too.
            Assert.Empty(project.References.Except(allowed).Except(Repository.TestProjects.Select(p => p.Name)));
        }
    }

    [Fact]
    public void Given_the_tree_then_every_product_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "NTWorkstation.sln")).Replace('\\', '/');
        foreach (var project in Repository.ProductProjects.Concat(Repository.TestProjects))
            Assert.Contains(Path.GetRelativePath(Repository.Root, project.Path), solution);
    }
}
