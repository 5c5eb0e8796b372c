using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Tests.Decode.Run;
using Xunit;

namespace NTWorkstation.Studio.Tests.Transport;

public sealed class OddRateTests
{
    [Theory]
    [InlineData(37800)]
    [InlineData(50000)]
    [InlineData(1000)]
    public async Task Given_a_rate_that_no_card_has_then_a_file_holds_it_to_the_sample(int rate)
    {
        var clips = new Clips();
        var a = clips.Add("a", 2 * rate, rate);
        await using var rig = new TransportRig(clips);
        await rig.Enqueue("a");
        await rig.Do(new Play());
        Assert.Null((await rig.Ended()).Problem);
        Assert.Equal(rate, rig.Events.OfType<OutputOpened>().Single().Output.Rate.Hz);
        Assert.Equal(a, rig.Sound());
    }
}
