namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The same stretch of a performance from target and reference, both at 48 kHz and on the target's clock, as mid and side: (l + r)/√2
/// and (l − r)/√2. Mono material has no side. In single precision, 150 dB below what is identified: many are held at once.
/// </summary>
/// <param name="Start">Where the stretch begins in the target, in frames of 48 kHz.</param>
/// <param name="TargetMid">As many frames as the stretch is long, like the side.</param>
/// <param name="ReferenceMid">At least as many frames; what is beyond them does not count. Likewise the side.</param>
public sealed record PairedExcerpt(long Start, float[] TargetMid, float[] TargetSide, float[] ReferenceMid, float[] ReferenceSide)
{
    private const double Half = 0.70710678118654752;

    public int Length => TargetMid.Length;

    /// <summary>From left and right to mid and side, or back, in place.</summary>
    public static void Rotate(Span<float> a, Span<float> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            double x = a[i], y = b[i];
            a[i] = (float)(Half * (x + y));
            b[i] = (float)(Half * (x - y));
        }
    }

    /// <summary>
    /// One channel of the target from a frame on, y[n] = x[n] − emphasis·x[n − 1]; what lies outside the stretch is silence.
    /// </summary>
    public void Target(bool left, int from, double emphasis, Span<double> to) => Channel(TargetMid, TargetSide, left, from, emphasis, to);

    /// <summary>Likewise of the reference.</summary>
    public void Reference(bool left, int from, double emphasis, Span<double> to) => Channel(ReferenceMid, ReferenceSide, left, from, emphasis, to);

    private void Channel(float[] mid, float[] side, bool left, int from, double emphasis, Span<double> to)
    {
        to.Clear();
        var sign = left ? Half : -Half;
        var (first, last) = (Math.Max(0, from), Math.Min(Length, from + to.Length));
        var before = first == 0 || first > Length ? 0 : Half * mid[first - 1] + sign * side[first - 1];
        for (var n = first; n < last; n++)
        {
            var x = Half * mid[n] + sign * side[n];
            to[n - from] = x - emphasis * before;
            before = x;
        }
    }
}

/// <summary>Target and reference are not the same performance, so nothing can be identified between them.</summary>
public sealed class NotPairedException : Exception
{
    public NotPairedException() : this("The two files are not the same performance.") { }
    public NotPairedException(string message) : base(message) { }
    public NotPairedException(string message, Exception inner) : base(message, inner) { }
}
