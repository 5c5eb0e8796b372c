using System.Globalization;

namespace NTWorkstation.Audio.Signal;

/// <summary>
/// A length of time or a position in it as a whole number of units of which so many make a second: 1/75 s of a cue sheet, milliseconds, frames
/// at a rate. Unlike seconds in a double it names a frame without error.
/// </summary>
/// <param name="Count">Units, 0 to 10^15.</param>
/// <param name="PerSecond">1 to 10^9.</param>
public readonly record struct ExactTime(long Count, long PerSecond) : IComparable<ExactTime>
{
    public static readonly ExactTime Zero = new(0, 1);

    /// <summary>A number of frames at their own rate, in hertz without a fraction.</summary>
    public static ExactTime Of(FrameCount frames, SampleRate rate) => new(frames.Value, (long)Math.Round(rate.Hz));

    /// <summary>To the microsecond.</summary>
    public static ExactTime Of(Seconds time) => new((long)Math.Round(time.Value * 1e6), 1_000_000);

    public Seconds Seconds => PerSecond == 0 ? default : new((double)Count / PerSecond);

    public bool IsZero => Count == 0;

    /// <summary>The nearest frame, of two the later: where one span ends and the next begins at the same time, it is the same frame.</summary>
    public FrameCount At(SampleRate rate) =>
        PerSecond == 0 ? default : new((long)Math.Floor((decimal)Count * (decimal)rate.Hz / PerSecond + 0.5m));

    public int CompareTo(ExactTime other) => ((Int128)Count * Math.Max(1, other.PerSecond)).CompareTo((Int128)other.Count * Math.Max(1, PerSecond));
    public static bool operator <(ExactTime a, ExactTime b) => a.CompareTo(b) < 0;
    public static bool operator >(ExactTime a, ExactTime b) => a.CompareTo(b) > 0;
    public static bool operator <=(ExactTime a, ExactTime b) => a.CompareTo(b) <= 0;
    public static bool operator >=(ExactTime a, ExactTime b) => a.CompareTo(b) >= 0;
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}/{PerSecond} s");
}
