using System.IO.Pipes;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Studio.Decode;
using Xunit;
using static NTWorkstation.Studio.Tests.Decode.Run.Clips;

namespace NTWorkstation.Studio.Tests.Decode;

public sealed class SourceOpenerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-sources-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, MediaKind kind, SampleKind samples, double[][] planes)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var writer = new NativeOutput().Create(path, new()
        {
            Kind = kind, Format = new(new(44100), planes.Length, AudioFormat.DefaultMask(planes.Length)), Samples = samples,
            Tags = new() { Entries = [new("title", "A title")] },
        });
        var block = new AudioBlock(planes.Length, 65536) { Frames = planes[0].Length };
        for (var c = 0; c < planes.Length; c++) planes[c].CopyTo(block.Channel(c));
        writer.Write(block);
        writer.Commit();
        return path;
    }

    private static double[][] All(ISoundSource source, int blockFrames = 1000)
    {
        var block = new AudioBlock(source.Info.Format.Channels, blockFrames);
        var planes = Enumerable.Range(0, block.Channels).Select(_ => new List<double>()).ToArray();
        while (source.Read(block) > 0)
            for (var c = 0; c < block.Channels; c++) planes[c].AddRange(block.Channel(c));
        return [.. planes.Select(p => p.ToArray())];
    }

    private static double[][] Grid(int channels, int frames, int bits) =>
        [.. Noise(channels, frames, bits).Select(p => p.Select(x => Math.Round(x * Math.Pow(2, bits - 1)) / Math.Pow(2, bits - 1)).ToArray())];

    [Theory]
    [InlineData(SampleKind.S16, 2, 16)]
    [InlineData(SampleKind.S24, 1, 24)]
    [InlineData(SampleKind.F32, 6, 20)]
    [InlineData(SampleKind.F64, 2, 30)]
    public void Given_a_wav_on_a_pipe_then_it_is_read_as_the_file_is(SampleKind samples, int channels, int bits)
    {
        var planes = Grid(channels, 30001, bits);
        var path = Write("x.wav", MediaKind.Wav, samples, planes);
        using var writing = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reading = new AnonymousPipeClientStream(PipeDirection.In, writing.ClientSafePipeHandle);
        var opener = new StandardInputOpener(() => reading);
        var sender = new Thread(() =>
        {
            // In pieces that cut frames and header.
            var bytes = File.ReadAllBytes(path);
            for (var at = 0; at < bytes.Length; at += 3333) writing.Write(bytes, at, Math.Min(3333, bytes.Length - at));
            writing.Dispose();
        });
        sender.Start();
        using var source = opener.Open(SourceAddress.Parse("-"), null, default);
        using (var file = new NativeDecode().Open(path)) Assert.Equal((file.Info.Format, file.Info.Length, file.Info.Samples), (source.Info.Format, source.Info.Length, source.Info.Samples));
        Assert.Equal(planes, All(source));
        Assert.Equal(0, source.DamagedPackets);
        sender.Join();
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => opener.Open(SourceAddress.Parse("-"), null, default)).Fault);
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => source.Seek(default)).Fault);
    }

    [Fact]
    public void Given_raw_samples_then_the_stated_format_counts_and_half_a_frame_at_the_end_is_told()
    {
        using var bytes = new MemoryStream([0x00, 0x40, 0x00, 0xC0, 0x00, 0x20, 0x00]);
        var opener = new StandardInputOpener(() => bytes);
        using var source = opener.Open(SourceAddress.Parse("stdin:raw?format=s16le&rate=96000&channels=2"), null, default);
        Assert.Equal((96000.0, 2, (FrameCount?)null), (source.Info.Format.Rate.Hz, source.Info.Format.Channels, source.Info.Length));
        Assert.Equal([[0.5], [-0.5]], All(source));
        Assert.Equal(1, source.DamagedPackets);
    }

    [Fact]
    public void Given_a_source_that_was_opened_and_not_read_then_standard_input_is_as_before()
    {
        var planes = Grid(2, 100, 16);
        using var stream = File.OpenRead(Write("x.wav", MediaKind.Wav, SampleKind.S16, planes));
        var opener = new StandardInputOpener(() => stream);
        var first = opener.Open(SourceAddress.Parse("-"), null, default);
        Assert.Throws<MediaException>(() => opener.Open(SourceAddress.Parse("-"), null, default));
        first.Interrupt();
        first.Dispose();
        using var again = opener.Open(SourceAddress.Parse("-"), null, default);
        first.Interrupt(); // no longer its
        Assert.Equal(planes, All(again));
    }

    [Fact]
    public void Given_a_pipe_on_which_nothing_comes_when_interrupted_then_waiting_ends()
    {
        using var writing = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reading = new AnonymousPipeClientStream(PipeDirection.In, writing.ClientSafePipeHandle);
        var opener = new StandardInputOpener(() => reading);
        using var cancel = new CancellationTokenSource();
        var opening = new Thread(() => Assert.ThrowsAny<OperationCanceledException>(() => opener.Open(SourceAddress.Parse("-"), null, cancel.Token)));
        opening.Start();
        cancel.Cancel();
        Assert.True(opening.Join(TimeSpan.FromSeconds(30)));
        using var source = opener.Open(SourceAddress.Parse("stdin:raw"), null, default);
        var read = new Thread(() => Assert.Throws<OperationCanceledException>(() => source.Read(new(2, 100))));
        read.Start();
        source.Interrupt();
        Assert.True(read.Join(TimeSpan.FromSeconds(30)));
        // Disposing of the reading end would wait for the pump's read.
        writing.Dispose();
    }

    [Theory]
    [InlineData("x.flac", MediaKind.Flac, SampleKind.S16)]
    [InlineData("x.m4a", MediaKind.Alac, SampleKind.S16)]
    [InlineData("x.mp3", MediaKind.Mp3, SampleKind.Lossy)]
    public void Given_the_bytes_of_a_file_in_memory_then_they_are_read_as_the_file_is(string name, MediaKind kind, SampleKind samples)
    {
        var path = Write(name, kind, samples, Grid(2, 50000, 16));
        var shelf = new MemoryShelf(new NativeDecode());
        var address = shelf.Put("clip", File.ReadAllBytes(path));
        using var file = new FileOpener(new NativeDecode()).Open(SourceAddress.OfFile(path), null, default);
        using var memory = shelf.Open(address, new SampleRate(48000), default);
        Assert.Equal(("A title", file.Info.Length), (memory.Title, memory.Info.Length));
        var expected = All(file);
        Assert.Equal(expected, All(memory, 333));
        memory.Seek(new(12345));
        Assert.Equal(expected[1][12345..], All(memory)[1]);
        Assert.True(shelf.Remove("clip"));
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => shelf.Open(address, null, default)).Fault);
        Assert.DoesNotContain(Directory.EnumerateFiles(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath()), f => f.Contains("nt-memory-", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_bytes_that_are_no_sound_then_the_fault_names_the_address()
    {
        var shelf = new MemoryShelf(new NativeDecode());
        var error = Assert.Throws<MediaException>(() => shelf.Open(shelf.Put("bad", new byte[1000]), null, default));
        Assert.Contains("memory:bad", error.Message);
        Assert.DoesNotContain("nt-memory-", error.Message);
    }

    [Fact]
    public void Given_schemes_then_each_has_its_opener_and_another_is_refused_with_what_there_is()
    {
        var opener = new SchemeOpener(new Dictionary<string, ISourceOpener> { [SourceAddress.Tone] = new TestSignalOpener(), [SourceAddress.File] = new FileOpener(new NativeDecode()) });
        using (var tone = opener.Open(SourceAddress.Parse("tone:sine?seconds=1&channels=1"), null, default)) Assert.Equal(48000, All(tone)[0].Length);
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => opener.Open(SourceAddress.OfFile("/gone.flac"), null, default)).Fault);
        var error = Assert.Throws<MediaException>(() => opener.Open(SourceAddress.Parse("https://host/x"), null, default));
        Assert.Equal(MediaFault.Unsupported, error.Fault);
        Assert.Contains("file:, tone:", error.Message);
    }
}
