using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Shell;

public sealed class CellsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("音楽", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("😀", 2)]
    [InlineData("\e[1mbold\e[0m", 4)]
    [InlineData("█▁─", 3)]
    public void A_text_takes_so_many_columns(string text, int columns) => Assert.Equal(columns, Cells.Width(text));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("音楽", 3, "音…")]
    [InlineData("音楽", 1, "…")]
    [InlineData("abc", 0, "")]
    [InlineData("\e[1mbold\e[0m", 3, "\e[1mbo…\e[0m")]
    public void What_does_not_fit_is_cut_where_it_does(string text, int columns, string fitting) => Assert.Equal(fitting, Cells.Fit(text, columns));
}
