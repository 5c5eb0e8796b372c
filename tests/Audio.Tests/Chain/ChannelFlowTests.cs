using NTWorkstation.Audio.Chain;
using Xunit;

namespace NTWorkstation.Audio.Tests.Chain;

public class ChannelFlowTests
{
    private static readonly CrossoverSpec ThreeWay = new([new(300), new(3000)], 4);

    private static MatrixSpec Matrix(int outputs, params (int From, int To)[] routes) =>
        new(outputs, [.. routes.Select(r => new MatrixRoute(r.From, r.To, 0))], GainUnit.Decibels);

    [Fact]
    public void Given_processors_that_keep_or_change_the_count_then_the_flow_is_followed()
    {
        Assert.Equal(2, ChannelFlow.After([new GainSpec(new(1)), new LimiterSpec { Ceiling = new(-1) }], 2));
        Assert.Equal(6, ChannelFlow.After([ThreeWay], 2));
        Assert.Equal(4, ChannelFlow.After([ThreeWay with { Channels = new(1) }], 2));
        Assert.Equal(1, ChannelFlow.After([Matrix(1, (0, 0), (1, 0))], 2));
        Assert.Equal(3, ChannelFlow.After([Matrix(1, (0, 0), (1, 0)) with { Channels = new(3, 0) }], 4));
        Assert.Equal(5, ChannelFlow.After([ThreeWay, Matrix(1, (0, 0), (1, 0)) with { Channels = new(0, 1) }, new DelaySpec { Frames = 3, Channels = new(4) }], 2));
        Assert.Equal(2, ChannelFlow.After([], 2));
    }

    [Fact]
    public void Given_a_channel_that_is_not_there_then_the_message_names_the_place()
    {
        var error = Assert.Throws<ArgumentException>(() => ChannelFlow.After([new GainSpec(new(1)), new GainSpec(new(1)) { Channels = new(0, 2) }], 2));
        Assert.Contains("Processor 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("channel 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ChannelFlow.After([Matrix(1, (2, 0))], 2));
        Assert.Throws<ArgumentException>(() => ChannelFlow.After([Matrix(1, (1, 0)) with { Channels = new(1) }], 2));
        Assert.Throws<ArgumentException>(() => ChannelFlow.After([ThreeWay], 22));
    }

    [Fact]
    public void Given_a_list_of_channels_then_it_is_equal_by_value_and_refuses_what_is_none()
    {
        Assert.Equal(new ChannelList(2, 0), new ChannelList([2, 0]));
        Assert.NotEqual(new ChannelList(2, 0), new ChannelList(0, 2));
        Assert.Equal(new GainSpec(new(1)) { Channels = new(1) }, new GainSpec(new(1)) { Channels = new(1) });
        Assert.NotEqual(new GainSpec(new(1)) { Channels = new(1) }, new GainSpec(new(1)));
        Assert.Throws<ArgumentException>(() => new ChannelList());
        Assert.Throws<ArgumentException>(() => new ChannelList(1, 1));
        Assert.Throws<ArgumentException>(() => new ChannelList(64));
        Assert.Throws<ArgumentException>(() => new ChannelList(-1));
    }
}
