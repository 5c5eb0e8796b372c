using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Demo;

/// <summary>A Debian package with music under a free licence, fetched once into the cache.</summary>
internal static class MusicPackage
{
    /// <summary>The folder of the unpacked package; fetches it where the cache lacks it.</summary>
    /// <param name="cache">The cache's folder of packages.</param>
    /// <exception cref="MissingException">apt-get or dpkg is missing, or the package cannot be had.</exception>
    public static string Fetch(string name, string cache, string? searchPath, Action<string> tell, CancellationToken cancellation)
    {
        var folder = Path.Combine(cache, name);
        if (Directory.Exists(folder)) return folder;
        var apt = Tool.Find("apt-get", searchPath) ?? throw Missing("apt-get", name, folder);
        var dpkg = Tool.Find("dpkg", searchPath) ?? throw Missing("dpkg", name, folder);
        tell($"Fetching the Debian package {name} (once; kept in {cache})");
        var work = Path.Combine(cache, $".fetch.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(work);
            var (code, said) = Tool.Run(apt, work, cancellation, "-q", "download", name);
            if (code != 0) throw new MissingException($"The Debian package {name} could not be fetched: {said}\nRun 'apt-get update' once with the network on, then try again.");
            var package = Directory.EnumerateFiles(work, "*.deb").FirstOrDefault() ?? throw new MissingException($"apt-get fetched no file for {name}.\nRun 'apt-get update' once, then try again.");
            (code, said) = Tool.Run(dpkg, work, cancellation, "-x", package, "unpacked");
            if (code != 0) throw new MissingException($"The Debian package {name} could not be unpacked: {said}\nTry again: it may have been cut short.");
            Directory.Move(Path.Combine(work, "unpacked"), folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"The music cannot be kept in {cache}: {failure.Message}\nSet XDG_CACHE_HOME to a folder with 100 MB of room.", failure);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
        return folder;
    }

    private static MissingException Missing(string tool, string name, string folder) => new(
        $"The demo fetches its music with {tool}, which is not on this machine.\nUnpack the Debian package {name} to {folder} yourself, or match your own tracks with nt match.");
}
