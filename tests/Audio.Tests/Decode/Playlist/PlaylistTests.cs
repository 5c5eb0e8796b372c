using System.Text;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Playlist;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Decode.Playlist;

public sealed class PlaylistTests
{
    private static PlaylistDocument Read(string name, string text, Encoding? encoding = null) => Read(name, (encoding ?? new UTF8Encoding(false)).GetBytes(text));

    private static PlaylistDocument Read(string name, byte[] bytes) => PlaylistDocument.Read(bytes, PlaylistDocument.KindOf(name)!.Value, name);

    private static string[] Places(PlaylistDocument list) => [.. list.Items.Select(i => i.Address.ToString())];

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\r", false)]
    public void Given_an_extended_m3u_then_names_lengths_and_places_are_read(string end, bool hasMark)
    {
        var text = string.Join(end, "#EXTM3U", "#PLAYLIST:Évening", "", "#EXTINF:123,An Artist - A - Title", "  sub/ä song.flac  ", "#EXTINF:-1 tvg=\"a,b\",Radio",
            "https://host:8000/stream", "# a remark", "C:\\music\\x.mp3", "..\\up.wav", "/abs.ogg", "file:///with%20space.opus", "tone:sine?hz=440");
        byte[] mark = hasMark ? [0xEF, 0xBB, 0xBF] : [];
        var list = Read("/lists/a.m3u", [.. mark, .. Encoding.UTF8.GetBytes(text)]);
        Assert.Equal("Évening", list.Title);
        Assert.Equal(["/lists/sub/ä song.flac", "https://host:8000/stream", "/lists/C:/music/x.mp3", "/lists/../up.wav", "/abs.ogg", "/with space.opus", "tone:sine?hz=440"], Places(list));
        Assert.Equal(("An Artist", "A - Title", 123.0), (list.Items[0].Artist, list.Items[0].Title, list.Items[0].StatedLength!.Value.Value));
        Assert.Equal((null, "Radio", null), (list.Items[1].Artist, list.Items[1].Title, list.Items[1].StatedLength));
        Assert.Null(list.Items[2].Title);
    }

    [Fact]
    public void Given_bytes_that_are_no_utf8_then_they_are_latin_1_and_other_encodings_go_by_their_mark()
    {
        Assert.Equal(["/l/müsli.mp3"], Places(Read("/l/a.m3u", "müsli.mp3", Encoding.Latin1)));
        Assert.Equal(["/l/müsli.mp3"], Places(Read("/l/a.m3u", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("müsli.mp3")])));
        Assert.Equal(["/l/müsli.mp3"], Places(Read("/l/a.m3u", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("müsli.mp3")])));
        Assert.Equal(["/l/m\uFFFDsli.mp3"], Places(Read("/l/a.m3u8", "müsli.mp3", Encoding.Latin1)));
    }

    [Fact]
    public void Given_a_pls_then_its_numbers_order_it_and_need_not_be_complete()
    {
        var list = Read("/l/a.PLS", "; remark\r\n[playlist]\r\nNumberOfEntries=7\r\nFile10=b.flac\r\nTitle10=B\r\nLength10=-1\r\nfile2 = a.flac\r\nLength2=61\r\nTitle7=nothing\r\nVersion=2\r\n[other]\r\nFile1=no.flac\r\n");
        Assert.Equal(["/l/a.flac", "/l/b.flac"], Places(list));
        Assert.Equal((61.0, null, "B"), (list.Items[0].StatedLength!.Value.Value, list.Items[1].StatedLength, list.Items[1].Title));
    }

    [Fact]
    public void Given_an_xspf_then_tracks_are_read_and_uris_resolved()
    {
        var list = Read("/l/a.xspf", """
            <?xml version="1.0" encoding="UTF-8"?>
            <playlist version="1" xmlns="http://xspf.org/ns/0/" xmlns:x="http://other">
              <title>All &amp; more</title>
              <trackList>
                <track><location>file:///m/a%20b.flac</location><location>http://mirror/a</location><title>One</title><creator>Who</creator><album>What</album><trackNum>3</trackNum><duration>1500</duration>
                  <extension application="http://other"><x:title>not this</x:title><title>nor this</title></extension></track>
                <track><title>no place</title></track>
                <track/>
                <track><location><![CDATA[sub/c%23d.ogg]]></location></track>
                <track><location>https://host/e.mp3?x=1%202</location><x:title>other</x:title></track>
              </trackList>
            </playlist>
            """);
        Assert.Equal("All & more", list.Title);
        Assert.Equal(["/m/a b.flac", "/l/sub/c#d.ogg", "https://host/e.mp3?x=1%202"], Places(list));
        var one = list.Items[0];
        Assert.Equal(("One", "Who", "What", 3, 1.5), (one.Title, one.Artist, one.Album, one.Track, one.StatedLength!.Value.Value));
        Assert.Null(list.Items[2].Title);
    }

    [Fact]
    public void Given_a_cue_sheet_of_one_file_then_tracks_have_exact_borders_and_pregaps_belong_to_the_track_before()
    {
        var list = Read("/l/a.cue", """
            REM GENRE "Rock"
            REM REPLAYGAIN_ALBUM_GAIN -7.25 dB
            REM REPLAYGAIN_ALBUM_PEAK 0.98
            PERFORMER "The Band"
            TITLE "The Album"
            FILE "whole album.flac" WAVE
              TRACK 01 AUDIO
                TITLE "First"
                PERFORMER "A guest"
                REM REPLAYGAIN_TRACK_GAIN +1.50 dB
                INDEX 01 00:00:00
              TRACK 02 AUDIO
                TITLE Second without quotes
                INDEX 00 04:59:70
                INDEX 01 05:01:03
                INDEX 02 06:00:00
              TRACK 03 AUDIO
                PREGAP 00:02:00
                INDEX 01 100:00:74
            """);
        Assert.Equal("The Album", list.Title);
        Assert.All(list.Items, i => Assert.Equal(("/l/whole album.flac", "The Album"), (i.Address.Rest, i.Album)));
        Assert.Equal([0, (5 * 60 + 1) * 75 + 3, 6000 * 75 + 74], list.Items.Select(i => i.Start.Count));
        Assert.Equal([list.Items[1].Start, list.Items[2].Start, null], list.Items.Select(i => i.End));
        Assert.Equal(((5 * 60 + 1) * 75 + 3) * 588, list.Items[1].Start.At(new(44100)).Value);
        Assert.Equal(["First", "Second without quotes", null], list.Items.Select(i => i.Title));
        Assert.Equal(["A guest", "The Band", "The Band"], list.Items.Select(i => i.Artist));
        Assert.Equal(new LevelGains { Track = new(1.5), Album = new(-7.25), AlbumPeak = 0.98 }, list.Items[0].Gains);
        Assert.Equal([1, 2, 3], list.Items.Select(i => i.Track!.Value));
    }

    [Fact]
    public void Given_a_cue_sheet_of_several_files_then_each_file_plays_to_its_end()
    {
        var list = Read("/l/a.cue", """
            FILE "01.wav" WAVE
              TRACK 01 AUDIO
                INDEX 01 00:00:00
              TRACK 02 AUDIO
                INDEX 00 03:00:00
            FILE "02.wav" WAVE
                INDEX 01 00:00:00
              TRACK 03 MODE1/2352
                INDEX 01 02:00:00
            FILE "03.wav" WAVE
              TRACK 04 AUDIO
                INDEX 00 00:00:00
                INDEX 01 00:02:00
            """);
        Assert.Equal(["/l/01.wav", "/l/02.wav", "/l/03.wav"], Places(list));
        Assert.Equal([0L, 0, 150], list.Items.Select(i => i.Start.Count));
        Assert.Equal([null, new ExactTime(9000, 75), null], list.Items.Select(i => i.End));
        Assert.Equal([1, 2, 4], list.Items.Select(i => i.Track!.Value));
    }

    [Theory]
    [InlineData("a.m3u", "ok.mp3\n#EXT-X-VERSION:3\n", MediaFault.Unsupported, 2)]
    [InlineData("a.m3u", "ok.mp3\n\ngopher://x/y\n", MediaFault.Unsupported, 3)]
    [InlineData("a.m3u", "-\n", MediaFault.Unsupported, 1)]
    [InlineData("a.m3u", "stdin:raw\n", MediaFault.Unsupported, 1)]
    [InlineData("a.m3u", "a\0b\n", MediaFault.Malformed, 1)]
    [InlineData("a.pls", "[playlist]\nFile1=\n", MediaFault.Malformed, 2)]
    [InlineData("a.pls", "[playlist]\nnonsense\n", MediaFault.Malformed, 2)]
    [InlineData("a.pls", "[playlist]\nFile99999999999=x\n", MediaFault.Malformed, 2)]
    [InlineData("a.cue", "TRACK 01 AUDIO\n", MediaFault.Malformed, 1)]
    [InlineData("a.cue", "FILE \"x\nTRACK 01 AUDIO\n", MediaFault.Malformed, 1)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nTRACK 02 AUDIO\n", MediaFault.Malformed, 2)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 00 00:00:00\nTRACK 02 AUDIO\n", MediaFault.Malformed, 2)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\n", MediaFault.Malformed, 2)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:60:00\n", MediaFault.Malformed, 3)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:75\n", MediaFault.Malformed, 3)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:-1\n", MediaFault.Malformed, 3)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:01:00\nINDEX 01 00:02:00\n", MediaFault.Malformed, 4)]
    [InlineData("a.cue", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:01:00\nTRACK 02 AUDIO\nINDEX 01 00:00:00\n", MediaFault.Malformed, 5)]
    [InlineData("a.cue", "FILE x WAVE\nINDEX 01 00:00:00\n", MediaFault.Malformed, 2)]
    [InlineData("a.xspf", "<playlist xmlns=\"http://xspf.org/ns/0/\">\n<trackList>", MediaFault.Malformed, 2)]
    [InlineData("a.xspf", "<html/>", MediaFault.Unsupported, 1)]
    [InlineData("a.xspf", "<playlist xmlns=\"http://xspf.org/ns/0/\"><trackList>\n<track><location>memory:x</location></track></trackList></playlist>", MediaFault.Unsupported, 2)]
    public void Given_a_damaged_playlist_then_the_fault_names_the_line(string name, string text, MediaFault fault, int line)
    {
        var error = Assert.Throws<PlaylistException>(() => Read("/l/" + name, text));
        Assert.Equal((fault, line), (error.Fault, error.Line));
        Assert.StartsWith($"/l/{name}:{line}: ", error.Message);
    }

    [Fact]
    public void Given_a_document_type_definition_then_it_is_refused()
    {
        var error = Assert.Throws<PlaylistException>(() => Read("/l/a.xspf", "<!DOCTYPE p [<!ENTITY a \"b\">]>\n<playlist xmlns=\"http://xspf.org/ns/0/\"/>"));
        Assert.Equal(MediaFault.Malformed, error.Fault);
        Assert.Contains("DTD", error.Message);
    }

    [Fact]
    public void Given_too_much_then_it_is_refused()
    {
        MediaFault FaultOf(string name, string text) => Assert.Throws<PlaylistException>(() => Read(name, text)).Fault;
        Assert.Equal(MediaFault.Limit, FaultOf("a.m3u", new string('x', PlaylistDocument.MostBytes + 1)));
        Assert.Equal(MediaFault.Limit, FaultOf("a.m3u", new string('x', PlaylistDocument.MostCharacters + 1)));
        Assert.Equal(MediaFault.Limit, FaultOf("a.m3u", string.Concat(Enumerable.Repeat("x\n", PlaylistDocument.MostItems + 1))));
        var deep = string.Concat(Enumerable.Repeat("<extension>", 40));
        Assert.Equal(MediaFault.Limit, FaultOf("a.xspf", $"<playlist xmlns=\"http://xspf.org/ns/0/\">{deep}"));
        Assert.Equal(MediaFault.Limit, FaultOf("a.xspf", $"<playlist xmlns=\"http://xspf.org/ns/0/\"><title>{new string('x', 9000)}</title></playlist>"));
    }

    [Fact]
    public void Given_any_damage_to_a_playlist_then_it_is_read_or_refused_with_a_typed_fault()
    {
        (string Name, string Text)[] whole =
        [
            ("/l/a.m3u", "#EXTM3U\n#EXTINF:12,A - B\na.mp3\nhttps://host/x\n"),
            ("/l/a.pls", "[playlist]\nFile1=a.mp3\nTitle1=T\nLength1=4\nFile2=b.mp3\n"),
            ("/l/a.cue", "REM REPLAYGAIN_ALBUM_GAIN -3 dB\nFILE \"x.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"T\"\nINDEX 00 00:00:00\nINDEX 01 00:01:02\nTRACK 02 AUDIO\nINDEX 01 00:03:04\n"),
            ("/l/a.xspf", "<playlist xmlns=\"http://xspf.org/ns/0/\"><title>x</title><trackList><track><location>a%20b.mp3</location><duration>5</duration></track></trackList></playlist>"),
        ];
        var random = new Random(11);
        var readable = 0;
        for (var round = 0; round < 8000; round++)
        {
            var (name, text) = whole[round % whole.Length];
            var bytes = Encoding.UTF8.GetBytes(text).ToList();
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(bytes.Count);
                if (random.Next(3) == 0) bytes.RemoveAt(at);
                else if (random.Next(2) == 0) bytes.Insert(at, (byte)random.Next(256));
                else bytes[at] = (byte)random.Next(256);
            }
            try
            {
                foreach (var item in Read(name, [.. bytes]).Items)
                {
                    Assert.True(item.Start.Count >= 0 && (item.End is null || item.End >= item.Start));
                    readable++;
                }
            }
            catch (PlaylistException error)
            {
                Assert.StartsWith(name, error.Message);
            }
        }
        Assert.True(readable > 100);
    }

    [Fact]
    public void Given_random_cue_sheets_then_the_tracks_cover_their_file_without_a_hole()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var begins = Enumerable.Range(0, random.Next(1, 99)).Select(_ => random.NextInt64(0, 99999 * 75L)).Order().ToArray();
            var text = "FILE \"x.wav\" WAVE\n" + string.Concat(begins.Select((b, i) => $"TRACK {i + 1:00} AUDIO\nINDEX 01 {b / 4500:00}:{b / 75 % 60:00}:{b % 75:00}\n"));
            var items = Read("a.cue", text).Items;
            Assert.Equal(begins, items.Select(i => i.Start.Count));
            foreach (var rate in new[] { 8000.0, 22050, 44100, 48000, 192000 })
                for (var i = 1; i < items.Count; i++) Assert.Equal(items[i - 1].End!.Value.At(new(rate)), items[i].Start.At(new(rate)));
        }
    }
}
