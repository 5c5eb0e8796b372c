namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>
/// The same stretch of a performance from target and reference, both at 48 kHz and on the target's clock. Mono material has equal
/// left and right. All four arrays have the same length.
/// </summary>
/// <param name="Start">Where the stretch begins in the target, in frames of 48 kHz.</param>
public sealed record PairedExcerpt(long Start, double[] TargetLeft, double[] TargetRight, double[] ReferenceLeft, double[] ReferenceRight)
{
    public int Length => TargetLeft.Length;
}

/// <summary>Target and reference are not the same performance, so nothing can be identified between them.</summary>
public sealed class NotPairedException : Exception
{
    public NotPairedException() : this("The two files are not the same performance.") { }
    public NotPairedException(string message) : base(message) { }
    public NotPairedException(string message, Exception inner) : base(message, inner) { }
}
