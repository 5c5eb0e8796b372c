namespace NTWorkstation.Nt.Shell;

/// <summary>Whether paths lead to the same file.</summary>
internal static class Paths
{
    /// <summary>Refuses an output that is also an input, or two outputs that are one: nothing that was given is ever overwritten.</summary>
    /// <param name="inputs">Name of the option and path; null paths count as absent.</param>
    /// <param name="outputs">Likewise.</param>
    /// <exception cref="UsageException">Two of them meet.</exception>
    public static void RequireApart(IReadOnlyList<(string Name, string? Path)> inputs, IReadOnlyList<(string Name, string? Path)> outputs)
    {
        for (var o = 0; o < outputs.Count; o++)
        {
            if (outputs[o].Path is not { } output) continue;
            var real = Real(output);
            foreach (var (name, path) in inputs)
                if (path is not null && Real(path) == real) throw new UsageException($"{outputs[o].Name} and {name} are the same file, {output}: it would be overwritten. Name another output.");
            for (var other = 0; other < o; other++)
                if (outputs[other].Path is { } second && Real(second) == real) throw new UsageException($"{outputs[o].Name} and {outputs[other].Name} are the same file, {output}.");
        }
    }

    /// <summary>The file or folder itself: links are followed as far as they lead, in its folders too.</summary>
    public static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target) return Real(target.FullName);
            var folder = Path.GetDirectoryName(full);
            if (folder is null) return full;
            return Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } real
                ? Path.Combine(Real(real.FullName), Path.GetFileName(full))
                : Path.Combine(folder == "/" ? folder : Real(folder), Path.GetFileName(full));
        }
        catch (IOException)
        {
            return full; // a ring of links: whoever opens it says so
        }
    }
}
