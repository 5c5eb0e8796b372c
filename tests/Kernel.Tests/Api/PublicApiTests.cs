using NTWorkstation.Kernel.Actor;
using NTWorkstation.TestKit;
using NTWorkstation.Tests.Api;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Api;

/// <summary>What others build on changes only on purpose.</summary>
public class PublicApiTests
{
    [Fact]
    public void Given_the_kernel_then_its_public_surface_is_the_approved_one() => ApprovedSurface.Require(typeof(ActorSystem).Assembly);

    [Fact]
    public void Given_the_test_kit_then_its_public_surface_is_the_approved_one() => ApprovedSurface.Require(typeof(TestProbe).Assembly);

    [Fact]
    public void Given_a_surface_that_differs_when_it_is_told_then_what_went_and_what_came_stands_with_its_place()
    {
        const string Before = "namespace A\n  class B\n    int C()\n    int D()\n  class E\n    int C()\n";
        const string After = "namespace A\n  class B\n    int C()\n    long D()\n";
        Assert.Equal(
            "- namespace A: class E\n- namespace A, class B: int D()\n+ namespace A, class B: long D()\n- namespace A, class E: int C()",
            ApprovedSurface.Difference(Before, After));
    }

    [Fact]
    public void Given_types_of_every_kind_when_they_are_written_then_all_that_another_assembly_sees_is_there_and_nothing_else()
    {
        var surface = PublicSurface.Of(typeof(ActorSystem).Assembly);
        Assert.Contains("\n  sealed record Props : IEquatable<Props>\n", surface, StringComparison.Ordinal);
        Assert.Contains("\n    static Props Create<TActor>(Func<TActor> factory) where TActor : ActorBase\n", surface, StringComparison.Ordinal);
        Assert.Contains("\n    static Task<T> Ask<T>(this IActorRef receiver, object message, TimeSpan? timeout = default, CancellationToken cancellation = default)\n", surface, StringComparison.Ordinal);
        Assert.Contains("\n    protected virtual void PreRestart(Exception reason, object? message)\n", surface, StringComparison.Ordinal);
        Assert.Contains("\n    Escalate = 3\n", surface, StringComparison.Ordinal);
        Assert.Contains("\n  delegate bool Receive(object message)\n", surface, StringComparison.Ordinal);
        Assert.Contains("\n    MailboxType Mailbox { get; }\n", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("ActorCell", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("SystemMessage", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("Clone", surface, StringComparison.Ordinal);
    }
}
