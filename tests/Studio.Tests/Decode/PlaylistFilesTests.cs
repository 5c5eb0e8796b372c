using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Studio.Decode;
using Xunit;

namespace NTWorkstation.Studio.Tests.Decode;

public sealed partial class PlaylistFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-lists-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Given_a_pipe_by_the_name_of_a_playlist_then_it_is_refused_at_once()
    {
        var path = Path.Combine(_folder.FullName, "pipe.m3u");
        Assert.Equal(0, mkfifo(path, 0x180));
        var expanding = Task.Run(() => PlaylistFiles.Expand([SourceAddress.OfFile(path)]), TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAnyAsync<MediaException>(() => expanding.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("no regular file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_playlist_and_none_then_the_one_is_read_and_the_other_named()
    {
        var path = Path.Combine(_folder.FullName, "list.m3u");
        File.WriteAllText(path, "a.flac\nb.flac\n");
        Assert.Equal(["a.flac", "b.flac"], PlaylistFiles.Expand([SourceAddress.OfFile(path)]).Select(i => Path.GetFileName(i.Address.Rest)));
        Assert.Equal(MediaFault.NotFound, Assert.ThrowsAny<MediaException>(() => PlaylistFiles.Expand([SourceAddress.OfFile(path + "8")])).Fault);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
}
