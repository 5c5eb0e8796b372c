using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Shell;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands()
    {
        var data = new TheoryData<string>();
        foreach (var command in CommandTree.Build(new CommandContext(Streams.OfProcess(), CompositionRoot.Ports, () => default)).Subcommands) data.Add(command.Name);
        return data;
    }

    [Fact]
    public void Given_help_then_every_command_is_listed_with_the_exit_codes_on_standard_output()
    {
        var run = InProcess.Run("--help");
        Assert.Equal(0, run.Code);
        Assert.Empty(run.Error);
        foreach (var command in Commands()) Assert.Contains($"\n  {(string)command.Data} ", run.Out);
        foreach (var code in new[] { "  0    done", "  1  ", "  2  ", "  3  ", "  4  ", "  130" }) Assert.Contains(code, run.Out);
    }

    [Theory]
    [InlineData("insert", "s", "gain", "--at", "1.5")]
    [InlineData("move", "s", "gain", "--to", "0.5")]
    [InlineData("undo", "s", "--times", "1.5")]
    [InlineData("log", "s", "--last", "2.5")]
    public void Given_a_count_or_a_place_that_is_not_whole_then_it_is_refused_and_not_cut(params string[] args)
    {
        var run = InProcess.Run(["session", .. args]);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains($"{args[^2]} takes a whole number, not {args[^1]}.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Given_help_of_a_command_then_it_has_usage_an_example_and_a_text_for_every_option(string name)
    {
        var run = InProcess.Run(name, "--help");
        Assert.Equal(0, run.Code);
        Assert.Contains($"  nt {name}", run.Out);
        Assert.Contains("Examples:", run.Out);
        var command = CommandTree.Build(new CommandContext(Streams.OfProcess(), CompositionRoot.Ports, () => default)).Subcommands.Single(c => c.Name == name);
        foreach (var option in command.Options)
        {
            Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{option.Name} has no description");
            Assert.Contains(option.Name, run.Out);
        }
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 112, line));
    }

    [Fact]
    public void Given_help_then_errors_elsewhere_on_the_line_do_not_matter() => Assert.Equal(0, InProcess.Run("match", "--help", "--bits", "7").Code);

    [Fact]
    public void Given_version_then_one_line_names_it()
    {
        var run = InProcess.Run("--version");
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^nt \d+\.\d+\.\d+\n$", run.Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Given_no_command_then_help_goes_to_standard_error_and_it_is_a_usage_error()
    {
        var run = InProcess.Run();
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Empty(run.Out);
        Assert.Contains("Usage:", run.Error);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("probe")]
    [InlineData("probe", "a.wav", "--frobnicate")]
    [InlineData("probe", "a.wav", "b.wav")]
    [InlineData("completion", "fish")]
    public void Given_a_line_that_makes_no_sense_then_it_is_a_usage_error_that_says_where_help_is(params string[] args)
    {
        var run = InProcess.Run(args);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Empty(run.Out);
        Assert.Contains("--help", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("There is no command 'mtach'. Did you mean match?", "mtach", "a.wav")]
    [InlineData("nt match has no option --refrence. Did you mean --reference?", "match", "--refrence", "a", "--target", "b", "--out", "c.wav")]
    [InlineData("nt probe has no option --frobnicate.", "probe", "a.wav", "--frobnicate")]
    [InlineData("OUT is missing.", "convert", "a.wav")]
    public void Given_a_slip_then_one_line_says_what_it_is_and_what_was_probably_meant(string said, params string[] args)
    {
        var lines = InProcess.Run(args).Error.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal($"nt: {said}", lines[0]);
        Assert.Equal(args[0] == "mtach" ? "See nt --help." : $"See nt {args[0]} --help.", Assert.Single(lines[1..]));
    }

    [Fact]
    public void Given_a_path_that_begins_with_an_at_sign_then_it_is_a_path() =>
        Assert.Contains("@list.wav", InProcess.Run("probe", "@list.wav").Error);
}
