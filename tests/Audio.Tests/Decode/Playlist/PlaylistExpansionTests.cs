using System.Text;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Playlist;
using Xunit;

namespace NTWorkstation.Audio.Tests.Decode.Playlist;

public sealed class PlaylistExpansionTests
{
    private readonly Dictionary<string, string> _files = [];

    private string[] Expand(params string[] names) =>
        [.. PlaylistExpansion.Expand(names.Select(SourceAddress.Parse), Read).Select(i => i.Address.ToString())];

    private byte[] Read(string path, int most) =>
        _files.TryGetValue(path, out var text) ? Encoding.UTF8.GetBytes(text) : throw new MediaException(MediaFault.NotFound, $"{path} is not there.");

    [Fact]
    public void Given_playlists_in_playlists_then_their_items_stand_in_their_places()
    {
        _files["/l/top.m3u"] = "a.mp3\nsub/inner.pls\nb.mp3\nsub/inner.pls";
        _files["/l/sub/inner.pls"] = "[playlist]\nFile1=c.mp3\nFile2=../album.cue";
        _files["/l/album.cue"] = "FILE x.wav WAVE\nTRACK 1 AUDIO\nINDEX 01 00:00:00\nTRACK 2 AUDIO\nINDEX 01 01:00:00";
        // One on a server holds the addresses of others; a cue sheet there is of no use.
        _files["https://host/radio.m3u?x=1"] = "http://other/stream\nnear.mp3";
        Assert.Equal(
            ["/first.flac", "/l/a.mp3", "/l/sub/c.mp3", "/l/x.wav", "/l/x.wav", "/l/b.mp3", "/l/sub/c.mp3", "/l/x.wav", "/l/x.wav", "http://other/stream", "https://host/near.mp3", "https://host/album.cue"],
            Expand("/first.flac", "/l/top.m3u", "https://host/radio.m3u?x=1", "https://host/album.cue"));
    }

    [Fact]
    public void Given_playlists_that_hold_each_other_then_the_circle_is_named()
    {
        _files["/l/a.m3u"] = "b.m3u";
        _files["/l/b.m3u"] = "x.mp3\nsub/../a.m3u";
        var error = Assert.Throws<PlaylistException>(() => Expand("/l/a.m3u"));
        Assert.Equal(MediaFault.Malformed, error.Fault);
        Assert.Contains("/l/a.m3u → /l/b.m3u → /l/a.m3u", error.Message);
    }

    [Fact]
    public void Given_too_many_or_too_deep_playlists_then_they_are_refused()
    {
        for (var i = 0; i < 10; i++) _files[$"/d/{i}.m3u"] = $"{i + 1}.m3u";
        Assert.Equal(MediaFault.Limit, Assert.Throws<PlaylistException>(() => Expand("/d/0.m3u")).Fault);
        // Each holds the next one ten times and nothing else.
        for (var i = 0; i < 7; i++) _files[$"/w/{i}.m3u"] = string.Concat(Enumerable.Repeat($"{i + 1}.m3u\n", 10));
        _files["/w/7.m3u"] = "";
        Assert.Equal(MediaFault.Limit, Assert.Throws<PlaylistException>(() => Expand("/w/0.m3u")).Fault);
    }

    [Fact]
    public void Given_a_playlist_that_is_not_there_then_the_fault_is_the_readers() =>
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => Expand("/l/gone.m3u")).Fault);
}
