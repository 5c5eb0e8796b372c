using NTWorkstation.Audio.Decode;
using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Shell;

public sealed class FailuresTests
{
    public static TheoryData<Exception, int> Known() => new()
    {
        { new UsageException("x"), 2 },
        { new BadInputException("x"), 3 },
        { new MediaException(MediaFault.NotFound, "x"), 3 },
        { new MediaException(MediaFault.Malformed, "x"), 3 },
        { new MediaException(MediaFault.Unsupported, "x"), 3 },
        { new MediaException(MediaFault.Limit, "x"), 3 },
        { new MediaException(MediaFault.NotFinite, "x"), 3 },
        { new MediaException(MediaFault.TooLittle, "x"), 3 },
        { new MediaException(MediaFault.Io, "x"), 3 },
        { new MediaException(MediaFault.NoSpace, "x"), 1 },
        { new OutputException("x"), 1 },
        { new MissingException("x"), 4 },
        { new DllNotFoundException("x"), 4 },
        { new OperationCanceledException(), 130 },
        { new InvalidOperationException("x"), 1 },
        { new AggregateException(new MediaException(MediaFault.Malformed, "x")), 3 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Given_a_failure_then_its_exit_code_is_the_documented_one(Exception failure, int code) => Assert.Equal(code, Failures.Explain(failure).Code);

    [Fact]
    public void Given_a_failure_then_at_most_three_short_lines_are_told_and_no_stack()
    {
        var text = Tell(Thrown(), debug: false);
        Assert.InRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
        Assert.DoesNotContain("   at ", text);
        Assert.StartsWith("nt: ", text);
    }

    [Fact]
    public void Given_a_name_that_is_no_text_then_the_advice_is_to_rename_it() =>
        Assert.Contains("rename", Failures.Explain(new MediaException(MediaFault.NotFound, "non\uFFFDtext.wav: there is no such file.")).Text, StringComparison.Ordinal);

    [Fact]
    public void Given_debugging_then_the_stack_is_told() => Assert.Contains("   at ", Tell(Thrown(), debug: true));

    private static string Tell(Exception failure, bool debug)
    {
        using var error = new StringWriter();
        Failures.Tell(failure, new Streams(new Sink(TextWriter.Null), new Sink(error), debug));
        return error.ToString();
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("first\nsecond\nthird\nfourth");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
