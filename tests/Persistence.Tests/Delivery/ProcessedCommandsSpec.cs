using NTWorkstation.Persistence.Delivery;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Delivery;

public class ProcessedCommandsSpec
{
    [Fact]
    public void Given_an_id_then_it_is_added_once()
    {
        var processed = new ProcessedCommands(3);
        Assert.True(processed.Add("a"));
        Assert.False(processed.Add("a"));
        Assert.True(processed.Contains("a"));
        Assert.False(processed.Contains("A"));
        Assert.Equal(1, processed.Count);
    }

    [Fact]
    public void Given_more_ids_than_the_capacity_then_the_oldest_leave_and_a_repeated_one_does_not_make_room()
    {
        var processed = new ProcessedCommands(3);
        foreach (var id in new[] { "a", "b", "c", "c", "d" }) processed.Add(id);
        Assert.Equal(["b", "c", "d"], processed.ToSnapshot());
        Assert.False(processed.Contains("a"));
    }

    [Fact]
    public void Given_a_snapshot_then_a_new_set_holds_the_same_in_the_same_order_and_no_more_than_its_own_capacity()
    {
        var processed = new ProcessedCommands(3, ["a", "b", "c"]);
        Assert.Equal(["b", "c"], new ProcessedCommands(2, processed.ToSnapshot()).ToSnapshot());
        processed.Add("d");
        Assert.Equal(["b", "c", "d"], processed.ToSnapshot());
    }
}
