using FsCheck;
using FsCheck.Fluent;

namespace NTWorkstation.Kernel.Tests.Models;

/// <summary>One thing that happens; what it means depends on the state it meets, so that most of them do something.</summary>
public sealed record Act(int Kind, int A, int B, int C);

/// <summary>Random histories, shrunk by FsCheck where a law does not hold.</summary>
internal static class Histories
{
    public static Gen<Act> Acts(int kinds) =>
        from kind in Gen.Choose(0, kinds - 1)
        from a in Gen.Choose(0, 9999)
        from b in Gen.Choose(0, 9999)
        from c in Gen.Choose(0, 9999)
        select new Act(kind, a, b, c);

    /// <param name="kinds">How many kinds of acts there are.</param>
    /// <param name="longest">Acts in the longest history.</param>
    public static void Require(int kinds, int longest, int tests, Action<Act[]> law) =>
        Prop.ForAll(Acts(kinds).ArrayOf().Resize(longest).ToArbitrary(), law)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(20261121, 29));
}
