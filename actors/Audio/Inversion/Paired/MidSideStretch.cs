using System.Numerics;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>An excerpt while it is being identified: mid and side, the running gain, and the target after the running response.</summary>
internal sealed class MidSideStretch
{
    private const double Half = 0.70710678118654752;

    public MidSideStretch(PairedExcerpt excerpt)
    {
        Length = excerpt.Length;
        (TargetMid, TargetSide) = Rotate(excerpt.TargetLeft, excerpt.TargetRight);
        (ReferenceMid, ReferenceSide) = Rotate(excerpt.ReferenceLeft, excerpt.ReferenceRight);
        ReferenceLeft = excerpt.ReferenceLeft;
        ReferenceRight = excerpt.ReferenceRight;
        MidPower = Power(TargetMid);
        SidePower = Power(TargetSide);
        ReferencePower = Power(ReferenceMid) + Power(ReferenceSide);
    }

    public int Length { get; }
    public double[] TargetMid { get; }
    public double[] TargetSide { get; }
    public double[] ReferenceMid { get; }
    public double[] ReferenceSide { get; }
    public double[] ReferenceLeft { get; }
    public double[] ReferenceRight { get; }
    public double MidPower { get; }
    public double SidePower { get; }
    public double ReferencePower { get; }
    /// <summary>Linear gain per frame, from the last pass.</summary>
    public double[] Gain { get; set; } = [];
    public double[] FilteredMid { get; private set; } = [];
    public double[] FilteredSide { get; private set; } = [];
    public double[] FilteredLeft { get; private set; } = [];
    public double[] FilteredRight { get; private set; } = [];

    public double[] Gained(double[] x)
    {
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++) y[i] = x[i] * Gain[i];
        return y;
    }

    public void Filter(IFourierTransform plan, Complex[] mid, Complex[] side, bool hasSide)
    {
        FilteredMid = ResponseFilter.Apply(plan, mid, TargetMid);
        FilteredSide = hasSide ? ResponseFilter.Apply(plan, side, TargetSide) : new double[Length];
        (FilteredLeft, FilteredRight) = Rotate(FilteredMid, FilteredSide);
    }

    /// <summary>Energy of the reference that filtered target and gain do not explain.</summary>
    public double ResidualPower()
    {
        double sum = 0;
        for (var i = 0; i < Length; i++)
        {
            var l = ReferenceLeft[i] - Gain[i] * FilteredLeft[i];
            var r = ReferenceRight[i] - Gain[i] * FilteredRight[i];
            sum += l * l + r * r;
        }
        return sum;
    }

    // The rotation is its own inverse.
    private static (double[] First, double[] Second) Rotate(double[] a, double[] b)
    {
        var first = new double[a.Length];
        var second = new double[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            first[i] = Half * (a[i] + b[i]);
            second[i] = Half * (a[i] - b[i]);
        }
        return (first, second);
    }

    private static double Power(double[] x)
    {
        double sum = 0;
        foreach (var v in x) sum += v * v;
        return sum;
    }
}
