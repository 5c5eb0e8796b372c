using System.Diagnostics.CodeAnalysis;

namespace NTWorkstation.Nt.Shell;

/// <summary>A file that appears when it is whole: written beside, brought to the disk, renamed. Disposed without Commit nothing is left of it.</summary>
internal sealed class WholeStream : IDisposable
{
    private readonly string _path;
    private readonly string _part;
    private bool _committed;

    /// <exception cref="OutputException">Nothing can be made there.</exception>
    public WholeStream(string path)
    {
        WholeFile.RequireWritable(path);
        _path = path;
        _part = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", $".nt.{Guid.NewGuid():N}.part");
        Stream = new FileStream(_part, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    public FileStream Stream { get; }

    /// <exception cref="OutputException">It cannot be written; the old file is as it was.</exception>
    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(_part, _path, overwrite: true);
            _committed = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{_path} cannot be written: {failure.Message}\nChoose another folder or make room; what was there before is unchanged.", failure);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The failure that led here is the one to report.")]
    public void Dispose()
    {
        if (_committed) return;
        try
        {
            Stream.Dispose();
        }
        catch (Exception)
        {
            // What could not be flushed is deleted next.
        }
        File.Delete(_part);
    }
}
