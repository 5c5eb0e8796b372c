using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace NTWorkstation.Tests.Api;

/// <summary>Compares an assembly's public surface with the file that was approved, beside the test.</summary>
internal static class ApprovedSurface
{
    /// <param name="source">The test's own file.</param>
    /// <exception cref="XunitException">They differ; what was received lies in artifacts/api.</exception>
    public static void Require(Assembly assembly, [CallerFilePath] string source = "")
    {
        var name = $"{assembly.GetName().Name}.txt";
        var folder = Path.GetDirectoryName(source)!;
        var approved = Path.Combine(folder, name);
        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        var received = PublicSurface.Of(assembly);
        if (expected == received) return;
        var artifacts = Path.GetFullPath(Path.Combine(folder, "../../../artifacts/api"));
        Directory.CreateDirectory(artifacts);
        var receivedFile = Path.Combine(artifacts, name);
        File.WriteAllText(receivedFile, received);
        throw new XunitException(
            $"The public surface of {assembly.GetName().Name} is not the approved one:\n{Difference(expected, received)}\n" +
            $"If that is meant, say so in the same commit:\n  cp {receivedFile} {approved}");
    }

    /// <summary>The lines that went and those that came, each below its namespace and type.</summary>
    internal static string Difference(string expected, string received)
    {
        var (before, after) = (Placed(expected), Placed(received));
        var gone = before.Except(after).Select(line => (Line: line, Sign: '-'));
        var come = after.Except(before).Select(line => (Line: line, Sign: '+'));
        var changes = gone.Concat(come).OrderBy(c => c.Line.Place, StringComparer.Ordinal).ThenBy(c => c.Line.Text, StringComparer.Ordinal).Select(c => $"{c.Sign} {c.Line.Place}: {c.Line.Text}").ToArray();
        return changes.Length == 0 ? "the same lines in another order" : string.Join('\n', changes);
    }

    private static HashSet<(string Place, string Text)> Placed(string surface)
    {
        var (lines, space, type) = (new HashSet<(string, string)>(), "", "");
        foreach (var line in surface.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' ')) (space, type) = (line, "");
            else if (!line.StartsWith("    ", StringComparison.Ordinal))
            {
                type = line.Trim();
                lines.Add((space, type));
            }
            else lines.Add(($"{space}, {type}", line.Trim()));
        }
        return lines;
    }
}
