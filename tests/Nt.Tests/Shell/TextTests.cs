using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Shell;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0:00.0")]
    [InlineData(59.96, "1:00.0")]
    [InlineData(213.04, "3:33.0")]
    [InlineData(3599.99, "1:00:00")]
    [InlineData(10800, "3:00:00")]
    public void Given_a_time_then_it_reads_as_a_clock(double seconds, string expected) => Assert.Equal(expected, Text.Time(new Seconds(seconds)));

    [Theory]
    [InlineData(-0.04, 1, false, "0.0")]
    [InlineData(-1.26, 1, false, "−1.3")]
    [InlineData(2, 2, true, "+2.00")]
    [InlineData(double.NegativeInfinity, 1, false, "−∞")]
    [InlineData(double.NaN, 1, false, "–")]
    public void Given_a_number_then_it_reads_in_print(double value, int decimals, bool signed, string expected) =>
        Assert.Equal(expected, Text.Number(value, decimals, signed));

    [Fact]
    public void Given_text_of_a_file_with_escape_sequences_then_the_terminal_gets_none() =>
        Assert.Equal("a·[31mb··c", Text.Printable("a\e[31mb\r\u202Ec"));

    [Fact]
    public void Given_colours_are_off_then_paint_leaves_the_text_alone()
    {
        Assert.Equal("x", new Sink(TextWriter.Null, IsTerminal: true, Colour: false).Paint(Ink.Red, "x"));
        Assert.Equal("\e[31mx\e[0m", new Sink(TextWriter.Null, IsTerminal: true, Colour: true).Paint(Ink.Red, "x"));
    }

    [Fact]
    public void Given_rows_then_columns_are_aligned_and_lines_do_not_end_in_blanks()
    {
        using var text = new StringWriter();
        var table = new Table(new Column("name"), new Column("dB", Right: true), new Column(""));
        table.Add("a", "−1.0", "");
        table.Add("longer", "10.0", "x");
        table.Write(new Sink(text));
        Assert.Equal("name      dB\na       −1.0\nlonger  10.0  x\n", text.ToString().ReplaceLineEndings("\n"));
    }
}
