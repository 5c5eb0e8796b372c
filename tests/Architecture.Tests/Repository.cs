using System.Xml.Linq;

namespace NTWorkstation.Architecture.Tests;

/// <summary>A project as its file states it. Names are without the prefix NTWorkstation.</summary>
public sealed record Project(string Name, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public IEnumerable<string> Sources =>
        Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!, "*.cs", SearchOption.AllDirectories);
}

/// <summary>The checkout the tests were built from.</summary>
public static class Repository
{
    public static readonly string Root = FindRoot();

    public static readonly IReadOnlyList<Project> ProductProjects =
        [.. new[] { "actors", "nodes", "dsp-native" }.SelectMany(Below).OrderBy(p => p.Name, StringComparer.Ordinal)];

    public static readonly IReadOnlyList<Project> TestProjects = [.. Below("tests").OrderBy(p => p.Name, StringComparer.Ordinal)];

    private static IEnumerable<Project> Below(string folder) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Select(Read);

    private static Project Read(string path)
    {
        var xml = XDocument.Load(path);
        return new Project(
            NameOf(path),
            path,
            [.. xml.Descendants("ProjectReference").Select(r => NameOf(r.Attribute("Include")!.Value.Replace('\\', '/')))],
            [.. xml.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value)]);
    }

    private static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        return name.StartsWith("NTWorkstation.", StringComparison.Ordinal) ? name["NTWorkstation.".Length..] : name;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "NTWorkstation.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not stand below the folder of NTWorkstation.sln.");
    }
}
