using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Output;

/// <summary>A file has its name only when it is whole.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly WriterOptions Wav = new()
    {
        Kind = MediaKind.Wav,
        Format = new AudioFormat(new SampleRate(48000), 2, 0x3),
        Samples = SampleKind.S24,
    };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void given_no_commit_when_disposed_then_the_old_file_stays_and_nothing_is_left_beside_it()
    {
        File.WriteAllText(_folder["x.wav"], "old");
        using (var writer = new NativeOutput().Create(_folder["x.wav"], Wav))
        {
            Signals.Write(writer, Signals.OnGrid(2, 5000, 24));
            Assert.Equal("old", File.ReadAllText(_folder["x.wav"]));
        }
        Assert.Equal("old", File.ReadAllText(_folder["x.wav"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void given_finish_then_the_temporary_file_can_be_read_back_before_it_is_committed()
    {
        var planes = Signals.OnGrid(2, 5000, 24);
        using var writer = new NativeOutput().Create(_folder["x.wav"], Wav);
        Signals.Write(writer, planes);
        var temporary = writer.Finish();
        Assert.False(File.Exists(_folder["x.wav"]));
        using (var reader = new NativeDecode().Open(temporary)) Assert.Equal(planes[1], Signals.ReadAll(reader)[1]);
        writer.Commit();
        Assert.True(File.Exists(_folder["x.wav"]));
        Assert.False(File.Exists(temporary));
    }

    [Fact]
    public void given_the_output_is_the_file_being_read_then_it_is_replaced_whole()
    {
        var planes = Signals.OnGrid(2, 50000, 24);
        Signals.WriteFile(_folder["x.wav"], Wav, planes);
        using (var reader = new NativeDecode().Open(_folder["x.wav"]))
        using (var writer = new NativeOutput().Create(_folder["x.wav"], Wav))
        {
            Signals.Write(writer, Signals.ReadAll(reader));
            writer.Commit();
        }
        using var again = new NativeDecode().Open(_folder["x.wav"]);
        Assert.Equal(planes[0], Signals.ReadAll(again)[0]);
    }

    [Fact]
    public void given_a_symbolic_link_then_the_file_it_names_is_replaced_and_keeps_its_permissions()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix permissions.");
            return;
        }
        File.WriteAllText(_folder["real.wav"], "old");
        File.SetUnixFileMode(_folder["real.wav"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder["link.wav"], _folder["real.wav"]);
        Signals.WriteFile(_folder["link.wav"], Wav, Signals.OnGrid(2, 100, 24));
        Assert.NotNull(new FileInfo(_folder["link.wav"]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["real.wav"]));
        using var reader = new NativeDecode().Open(_folder["real.wav"]);
        Assert.Equal(new FrameCount(100), reader.Info.Length);
    }

    [Fact]
    public void given_places_that_cannot_be_written_then_the_message_names_them()
    {
        var absent = Assert.Throws<MediaException>(() => new NativeOutput().Create(_folder["absent/x.wav"], Wav));
        Assert.Equal(MediaFault.NotFound, absent.Fault);
        Assert.Contains("absent", absent.Message, StringComparison.Ordinal);
        var folder = Assert.Throws<MediaException>(() => new NativeOutput().Create(_folder.Path, Wav));
        Assert.Contains("folder", folder.Message, StringComparison.Ordinal);
        // Nobody may create files there, not even root.
        var closed = Assert.Throws<MediaException>(() => new NativeOutput().Create("/proc/x.wav", Wav));
        Assert.Equal(MediaFault.NotFound, closed.Fault);
        Assert.Contains("/proc/x.wav", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void given_files_that_are_no_audio_then_the_fault_and_the_path_are_said()
    {
        File.WriteAllText(_folder["empty.flac"], "");
        File.WriteAllText(_folder["letter"], "This is a letter, not music.");
        foreach (var (name, fault) in new[] { ("none.wav", MediaFault.NotFound), ("empty.flac", MediaFault.Malformed), ("letter", MediaFault.Unsupported) })
        {
            var error = Assert.Throws<MediaException>(() => new NativeDecode().Open(_folder[name]));
            Assert.Equal(fault, error.Fault);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void given_tags_cover_and_lyrics_then_they_cross_the_binding()
    {
        byte[] cover = [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 1, 0, 1, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xFF, 0xD9, 0, 0, 0, 0, 0];
        var tags = new MediaTags
        {
            Entries = [new("title", "Frühling"), new("artist", "日本")],
            Cover = cover,
            CoverMimeType = "image/jpeg",
            Lyrics = "one\ntwo",
        };
        Signals.WriteFile(_folder["x.flac"], Wav with { Kind = MediaKind.Flac, Tags = tags }, Signals.OnGrid(2, 5000, 24));
        using var reader = new NativeDecode().Open(_folder["x.flac"]);
        Assert.Equal("Frühling", reader.Info.Tags["title"]);
        Assert.Equal("日本", reader.Info.Tags["artist"]);
        Assert.Equal("one\ntwo", reader.Info.Tags.Lyrics);
        Assert.Equal("image/jpeg", reader.Info.Tags.CoverMimeType);
        Assert.Equal(cover, reader.Info.Tags.Cover!.Value.ToArray());
    }
}
