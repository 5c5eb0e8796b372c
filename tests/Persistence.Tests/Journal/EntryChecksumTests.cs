using NTWorkstation.Persistence.Journal;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Journal;

/// <summary>The checksum stands in every row that was ever written: another way to compute it would call them all damaged.</summary>
public class EntryChecksumTests
{
    [Fact]
    public void Given_a_row_that_was_ever_written_then_its_checksum_is_what_it_was() => Assert.Equal(0x22c312f1u, Of()); // computed by another program

    [Fact]
    public void Given_a_row_in_which_anything_differs_then_its_checksum_differs()
    {
        uint[] others = [Of(id: "session-5e551015"), Of(number: 13), Of(ticks: 638_679_000_000_000_001), Of(serializer: 102), Of(manifest: "session.renamed/2"), Of(epoch: 4), Of(payload: "{\"name\":\"Alben\"}")];
        Assert.DoesNotContain(Of(), others);
        Assert.Equal(others.Length, others.Distinct().Count());
        // What moves from one field into the next differs too.
        Assert.NotEqual(EntryChecksum.Of("a", 1, 2, 3, "bc", 4, "d"u8), EntryChecksum.Of("a", 1, 2, 3, "b", 4, "cd"u8));
    }

    private static uint Of(
        string id = "session-5e551014", long number = 12, long ticks = 638_679_000_000_000_000, int serializer = 101, string manifest = "session.renamed/1", long epoch = 3, string payload = "{\"name\":\"Album\"}") =>
        EntryChecksum.Of(id, number, ticks, serializer, manifest, epoch, System.Text.Encoding.UTF8.GetBytes(payload));
}
