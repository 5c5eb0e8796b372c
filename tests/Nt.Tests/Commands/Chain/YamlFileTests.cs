using System.Text;
using NTWorkstation.Audio.Chain.Import;
using NTWorkstation.Nt.Commands.Chain;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Chain;

public class YamlFileTests
{
    [Fact]
    public void Given_each_way_to_write_values_then_they_are_read_with_the_lines_that_they_begin_on()
    {
        var root = Assert.IsType<SettingMap>(YamlFile.Read("""
            # a comment
            ---
            plain: a text # and a comment
            quoted: "1\n\u00e4"
            'single': 'it''s'
            list:
            - 1
            -   - 2
                - {a: [3, 4],
                   b: ~}
            block: |
              two
              lines
            folded: >-
              one
              line
            nothing:
            """));
        Assert.Equal(["plain", "quoted", "single", "list", "block", "folded", "nothing"], root.Entries.Select(e => e.Key));
        Assert.Equal([3, 4, 5, 6, 11, 14, 17], root.Entries.Select(e => e.Line));
        Assert.Equal(new SettingText("a text", false, 3), root["plain"]);
        Assert.Equal(new SettingText("1\nä", true, 4), root["quoted"]);
        Assert.Equal(new SettingText("it's", true, 5), root["single"]);
        Assert.Equal("two\nlines\n", root.Text("block"));
        Assert.Equal("one line", root.Text("folded"));
        Assert.Null(root["nothing"]);
        var list = Assert.IsType<SettingList>(root["list"]);
        Assert.Equal([7, 8], list.Items.Select(i => i.Line));
        var map = Assert.IsType<SettingMap>(Assert.IsType<SettingList>(list.Items[1]).Items[1]);
        Assert.Equal([3.0, 4.0], map.Numbers("a"));
        Assert.Equal((9, 10), (map.Line, map.Entries[1].Line));
        Assert.Null(map["b"]);
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("# nothing but this\n", 1, "empty")]
    [InlineData("---\n~\n", 1, "empty")]
    [InlineData("a: 1\n---\nb: 2\n", 2, "second document")]
    [InlineData("a: 1\nb: *a\n", 2, "aliases")]
    [InlineData("a: 1\nb:\n  - &x [1]\n", 3, "anchors")]
    [InlineData("a: !!int 1\n", 1, "tags")]
    [InlineData("a: 1\nb: !ruby/object:Gem {}\n", 2, "tags")]
    [InlineData("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", 1, "anchors")]
    [InlineData("a: 1\n? [b, c]\n: 2\n", 1, "key")]
    [InlineData("a: 1\nb: {c: 1, c: 2}\n", 2, "c is given twice")]
    [InlineData("a: 1\nb: [1,\n  {c: 2\n", 3, "not closed")]
    [InlineData("a: \"1\nb: 2\n", 1, "quoted")]
    [InlineData("a:\n  b: 1\n c: 2\n", 3, "")]
    [InlineData("a: \"\\q\"\n", 1, "escape")]
    [InlineData("a: 1\n\tb: 2\n", 2, "tab")]
    [InlineData("a: 1\nb: {c: |2}\n", 2, "bracket")]
    public void Given_what_is_not_read_then_the_line_and_the_reason_are_told_in_a_line(string text, int line, string why)
    {
        var fault = Assert.Throws<YamlFault>(() => YamlFile.Read(text));
        Assert.Contains(why, fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(line, fault.Line);
        Assert.InRange(fault.Message.Length, 5, 300);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Theory]
    [InlineData("[", 1)]
    [InlineData("{a: ", 1)]
    [InlineData("- ", 1)]
    [InlineData("? ", 1)]
    [InlineData("[{a: ", 1)]
    public void Given_a_hundred_thousand_levels_then_they_are_refused_before_the_stack_ends(string open, int line)
    {
        var fault = Assert.Throws<YamlFault>(() => YamlFile.Read(string.Concat(Enumerable.Repeat(open, 100_000))));
        Assert.Equal(line, fault.Line);
    }

    [Fact]
    public void Given_thirty_levels_then_they_are_read_and_thirty_four_are_not()
    {
        string Deep(int levels) => new string('[', levels) + "1" + new string(']', levels);
        Assert.IsType<SettingList>(YamlFile.Read(Deep(30)));
        Assert.Contains("levels deep", Assert.Throws<YamlFault>(() => YamlFile.Read(Deep(34))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_more_than_four_million_characters_then_they_are_refused_unread()
    {
        Assert.Contains("too large", Assert.Throws<YamlFault>(() => YamlFile.Read("a: " + new string('x', 4 << 20))).Message, StringComparison.Ordinal);
    }

    /// <summary>Cut, doubled and changed documents: a tree or a fault, nothing else.</summary>
    [Fact]
    public void Given_damaged_documents_then_each_is_read_or_refused_with_a_line()
    {
        const string whole = "filters:\n  a: {type: Biquad, parameters: {freq: 1e3, q: \"0.7\"}}\n  b:\n    - 'x'\n    - |\n      y\npipeline:\n  - {type: Filter, names: [a, b]}\n";
        const string signs = "[]{}:,-?&*!|>'\"%@`#\t\n \\\u0000\u0085\uFFFE\uD800";
        var random = new Random(3);
        for (var i = 0; i < 4000; i++)
        {
            var text = new StringBuilder(whole[..random.Next(whole.Length)]);
            for (var k = random.Next(4); k > 0; k--) text.Insert(random.Next(text.Length + 1), signs[random.Next(signs.Length)]);
            try
            {
                YamlFile.Read(text.ToString());
            }
            catch (YamlFault fault)
            {
                Assert.InRange(fault.Line, 1, text.ToString().Count(c => c is '\n' or '\u0085') + 2);
            }
        }
    }
}
