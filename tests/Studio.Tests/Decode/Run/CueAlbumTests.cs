using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Playlist;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Run;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode.Run;

/// <summary>Playlists on disk, played.</summary>
public sealed class CueAlbumTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-cue-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private double[][] Write(string name, MediaKind kind, int frames, int seed)
    {
        var isLossy = kind == MediaKind.Mp3;
        var planes = Noise(2, frames, seed).Select(p => p.Select(x => Math.Round(x * 32768) / 32768).ToArray()).ToArray();
        using (var writer = new NativeOutput().Create(At(name), new() { Kind = kind, Format = new(new(44100), 2, 3), Samples = isLossy ? SampleKind.Lossy : SampleKind.S16 }))
        {
            var block = new AudioBlock(2, 1000);
            for (var at = 0; at < frames; at += 1000)
            {
                block.Frames = Math.Min(1000, frames - at);
                for (var c = 0; c < 2; c++) planes[c].AsSpan(at, block.Frames).CopyTo(block.Channel(c));
                writer.Write(block);
            }
            writer.Commit();
        }
        if (!isLossy) return planes;
        using var reader = new NativeDecode().Open(At(name));
        var whole = new AudioBlock(2, 65536);
        reader.Read(whole);
        return [whole.Channel(0).ToArray(), whole.Channel(1).ToArray()];
    }

    [Theory]
    [InlineData(MediaKind.Flac)]
    [InlineData(MediaKind.Mp3)]
    public void Given_a_cue_sheet_of_one_file_then_its_tracks_are_the_file_from_the_first_index_on_whichever_is_first(MediaKind kind)
    {
        var planes = Write("whole", kind, 60000, 1);
        File.WriteAllText(At("a.cue"), "FILE whole WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:03\nTRACK 02 AUDIO\nINDEX 00 00:00:40\nINDEX 01 00:00:51\nTRACK 03 AUDIO\nINDEX 01 00:01:07\n");
        var items = PlaylistFiles.Expand([SourceAddress.OfFile(At("a.cue"))]);
        int[] begins = [3 * 588, 51 * 588, 82 * 588, 60000];
        var opener = new FileOpener(new NativeDecode());
        for (var first = 0; first < 3; first++)
        {
            using var run = PlayedRun.Of(new(), opener, [.. items.Skip(first).Select((item, i) => new RunItem(i, item))]);
            Assert.Equal(Part(planes, begins[first], 60000), run.Samples);
            Assert.Equal(begins[first..3].Select(b => (long)b - begins[first]), run.Marks.Select(m => m.RunFrame.Value));
        }
        // In another order every track is sought.
        using var turned = PlayedRun.Of(new(), opener, [.. items.Reverse().Select((item, i) => new RunItem(i, item))]);
        Assert.Equal(Joined(Part(planes, begins[2], 60000), Part(planes, begins[1], begins[2]), Part(planes, begins[0], begins[1])), turned.Samples);
    }

    [Fact]
    public void Given_a_playlist_with_sheets_and_files_then_all_is_played_and_what_is_missing_is_left_out()
    {
        var (a, b) = (Write("ä.flac", MediaKind.Flac, 5001, 1), Write("b.wav", MediaKind.Wav, 7003, 2));
        File.WriteAllText(At("b.cue"), "FILE \"b.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 00:00:05\n");
        File.WriteAllText(At("all.m3u8"), "#EXTM3U\nä.flac\ngone.flac\nb.cue\n");
        var items = PlaylistFiles.Expand([SourceAddress.OfFile(At("all.m3u8"))]);
        using var run = PlayedRun.Of(new(), new FileOpener(new NativeDecode()), [.. items.Select((item, i) => new RunItem(i, item))]);
        Assert.Equal(Joined(a, b), run.Samples);
        Assert.Equal((1L, MediaFault.NotFound), run.Events.OfType<RunEvent.ItemFailed>().Select(e => (e.Id, e.Fault)).Single());
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => PlaylistFiles.Expand([SourceAddress.OfFile(At("no.m3u"))])).Fault);
    }

    [Fact]
    public void Given_standard_input_behind_a_file_of_another_rate_then_the_next_run_begins_with_it_whole()
    {
        var clips = new Clips();
        clips.Add("a", 1000, 96000);
        var planes = Write("x.wav", MediaKind.Wav, 5000, 3);
        using var stream = File.OpenRead(At("x.wav"));
        var opener = new SchemeOpener(new Dictionary<string, ISourceOpener> { [SourceAddress.Memory] = clips, [SourceAddress.StandardInput] = new StandardInputOpener(() => stream) });
        using var first = PlayedRun.Of(new(), opener, Item(1, "a"), new RunItem(2, new PlayItem { Address = SourceAddress.Parse("-") }));
        Assert.Equal(RunEnd.ShapeChanges, first.Ended.Reason);
        using var second = PlayedRun.Of(new(), opener, [.. first.Ended.Left]);
        Assert.Equal(planes, second.Samples);
        Assert.Equal(RunEnd.Done, second.Ended.Reason);
    }

    [Fact]
    public void Given_a_stream_and_a_place_to_begin_at_then_what_is_before_is_read_and_left()
    {
        var planes = Write("x.wav", MediaKind.Wav, 5000, 3);
        using var stream = File.OpenRead(At("x.wav"));
        using var run = PlayedRun.Of(new(), new StandardInputOpener(() => stream), new RunItem(1, new PlayItem { Address = SourceAddress.Parse("-") }, new(2345, 44100)));
        Assert.Equal(Part(planes, 2345, 5000), run.Samples);
    }
}
