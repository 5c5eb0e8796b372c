using NTWorkstation.Audio.Decode;
using NTWorkstation.Mastering.Level;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Level;

public class LoudnessScanTests
{
    private readonly MemoryMedia _disk = new();

    private string Put(string path, int frames, params (string Key, string Value)[] tags)
    {
        _disk.Files[path] = Clip.Noise(1, frames) with { Tags = new MediaTags { Entries = [.. tags.Select(t => new KeyValuePair<string, string>(t.Key, t.Value))] } };
        return path;
    }

    private IReadOnlyList<ScannedAlbum> Scan(params string[] paths) =>
        new LoudnessScan(_disk, new PlainAnalyse()).Run(paths, AlbumGrouping.ByFolderAndTag, 2, null, CancellationToken.None);

    [Fact]
    public void Given_a_track_that_holds_nothing_then_its_album_is_not_measured_without_it()
    {
        var album = Assert.Single(Scan(Put("/m/a", 9000, ("album", "One")), Put("/m/b", 9000, ("album", "One")), Put("/m/c", 0, ("album", "One"))));
        Assert.Equal("One", album.Name);
        Assert.Equal([true, true, false], album.Tracks.Select(t => t.Reading is not null));
        Assert.Equal(MediaFault.TooLittle, album.Tracks[2].Fault!.Fault);
        Assert.Null(album.Reading);
    }

    [Fact]
    public void Given_albums_of_one_name_by_two_artists_or_in_two_folders_then_each_is_measured_for_itself()
    {
        var albums = Scan(
            Put("/m/a", 9000, ("album", "One"), ("album_artist", "Ada")), Put("/m/b", 9000, ("album", "One"), ("album_artist", "Bo")),
            Put("/m/c", 9000, ("album", "One"), ("album_artist", "Ada")), Put("/n/d", 9000, ("album", "One"), ("album_artist", "Ada")),
            Put("/n/e", 9000), Put("/n/f", 9000));
        Assert.Equal(["/m/a /m/c", "/m/b", "/n/d", "/n/e /n/f"], albums.Select(a => string.Join(' ', a.Tracks.Select(t => t.Path))));
        Assert.Equal(["One", null, null, "n"], albums.Select(a => a.Name));
        Assert.Equal([true, false, false, true], albums.Select(a => a.Reading is not null));
    }
}
