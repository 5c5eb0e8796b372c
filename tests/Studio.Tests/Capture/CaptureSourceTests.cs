using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Capture;
using Xunit;

namespace NTWorkstation.Studio.Tests.Capture;

/// <summary>What comes in as a source of the player.</summary>
public sealed class CaptureSourceTests
{
    [Fact]
    public void Given_an_address_then_its_source_is_opened_and_applications_are_followed()
    {
        var input = new FakeInput();
        using var source = new CaptureOpener(input).Open(SourceAddress.Parse("capture:app:Firefox"), null, CancellationToken.None);
        Assert.True(source.IsLive);
        Assert.False(source.IsSeekable);
        Assert.Null(source.Info.Length);
        Assert.Equal((48000, 2, SampleKind.S32, "app:Firefox"), (source.Info.Format.Rate.Hz, source.Info.Format.Channels, source.Info.Samples, source.Title));
        Assert.True(input.Asked!.Follows);
        Assert.Throws<MediaException>(() => source.Seek(new(0)));
        using var other = new CaptureOpener(input).Open(SourceAddress.Parse("capture:pulse:nt.monitor"), null, CancellationToken.None);
        Assert.False(input.Asked!.Follows);
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => new CaptureOpener(input).Open(SourceAddress.Parse("capture:nobody"), null, CancellationToken.None)).Fault);
        Assert.Equal("capture:app:Firefox", SourceAddress.Parse("capture:app:Firefox").ToString());
    }

    [Fact]
    public void Given_frames_when_read_then_whole_blocks_come_and_after_the_loss_the_rest_and_the_reason()
    {
        var input = new FakeInput();
        using var source = new CaptureSource(input, "fake");
        var block = new AudioBlock(2, 1000);
        input.Bring(2500);
        for (var at = 0; at < 2000; at += 1000)
        {
            Assert.Equal(1000, source.Read(block));
            for (var i = 0; i < 1000; i++) Assert.Equal(FakeInput.Value(at + i), block.Plane(1)[i]);
        }
        input.Vanish("pulled out");
        Assert.Equal(500, source.Read(block));
        var lost = Assert.Throws<MediaException>(() => source.Read(block));
        Assert.Equal(MediaFault.Io, lost.Fault);
        Assert.Contains("pulled out", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_source_that_brings_nothing_when_interrupted_then_read_ends()
    {
        using var source = new CaptureSource(new FakeInput(), "fake");
        var reading = Task.Run(() => source.Read(new AudioBlock(2, 100)), TestContext.Current.CancellationToken);
        source.Interrupt();
        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
