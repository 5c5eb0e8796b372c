using System.Diagnostics;

namespace NTWorkstation.Tests;

/// <summary>A file system of a few megabytes in memory (needs the right to mount one).</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    internal string Folder { get; }

    internal const string NotMounted = "A small file system cannot be mounted here (root is needed): the full disk is not tested.";

    /// <summary>Null where it cannot be mounted.</summary>
    internal static async Task<SmallDisk?> MountAsync(string size)
    {
        var folder = Directory.CreateTempSubdirectory("nt-full-").FullName;
        if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) == 0) return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (await RunAsync("umount", Folder) != 0) throw new IOException($"'{Folder}' is still in use and stays mounted.");
        Directory.Delete(Folder);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
