namespace NTWorkstation.Audio.Signal;

/// <summary>A number of frames (one sample of every channel), or a position counted in frames from 0.</summary>
public readonly record struct FrameCount(long Value) : IComparable<FrameCount>
{
    public static readonly FrameCount Zero;
    public Seconds At(SampleRate rate) => new(Value / rate.Hz);
    public int CompareTo(FrameCount other) => Value.CompareTo(other.Value);
    public static FrameCount operator +(FrameCount a, FrameCount b) => new(a.Value + b.Value);
    public static FrameCount operator -(FrameCount a, FrameCount b) => new(a.Value - b.Value);
    public static bool operator <(FrameCount a, FrameCount b) => a.Value < b.Value;
    public static bool operator >(FrameCount a, FrameCount b) => a.Value > b.Value;
    public static bool operator <=(FrameCount a, FrameCount b) => a.Value <= b.Value;
    public static bool operator >=(FrameCount a, FrameCount b) => a.Value >= b.Value;
    public override string ToString() => $"{Value} frames";
}

/// <summary>Frames per second.</summary>
public readonly record struct SampleRate(double Hz)
{
    public FrameCount Frames(Seconds time) => new((long)Math.Round(time.Value * Hz));
    public override string ToString() => $"{Hz:0.###} Hz";
}

/// <summary>A length of time or a position in it, in seconds.</summary>
public readonly record struct Seconds(double Value)
{
    public override string ToString() => $"{Value:0.###} s";
}

/// <summary>A frequency in hertz.</summary>
public readonly record struct Hertz(double Value)
{
    public override string ToString() => $"{Value:0.##} Hz";
}

/// <summary>A level or a gain in decibels; as a level, relative to full scale. Negative infinity is silence.</summary>
public readonly record struct Decibels(double Value) : IComparable<Decibels>
{
    public static readonly Decibels Silence = new(double.NegativeInfinity);

    /// <summary>From an amplitude ratio (20 log10).</summary>
    public static Decibels FromAmplitude(double ratio) => new(20 * Math.Log10(ratio));

    /// <summary>From a power ratio (10 log10).</summary>
    public static Decibels FromPower(double ratio) => new(10 * Math.Log10(ratio));

    public double Amplitude => Math.Pow(10, Value / 20);
    public double Power => Math.Pow(10, Value / 10);
    public int CompareTo(Decibels other) => Value.CompareTo(other.Value);
    public static Decibels operator +(Decibels a, Decibels b) => new(a.Value + b.Value);
    public static Decibels operator -(Decibels a, Decibels b) => new(a.Value - b.Value);
    public static Decibels operator -(Decibels a) => new(-a.Value);
    public static bool operator <(Decibels a, Decibels b) => a.Value < b.Value;
    public static bool operator >(Decibels a, Decibels b) => a.Value > b.Value;
    public static bool operator <=(Decibels a, Decibels b) => a.Value <= b.Value;
    public static bool operator >=(Decibels a, Decibels b) => a.Value >= b.Value;
    public override string ToString() => $"{Value:0.##} dB";
}

/// <summary>A loudness as ITU-R BS.1770-4 defines it, in LUFS. Negative infinity is silence.</summary>
public readonly record struct Lufs(double Value) : IComparable<Lufs>
{
    public int CompareTo(Lufs other) => Value.CompareTo(other.Value);
    public static Decibels operator -(Lufs a, Lufs b) => new(a.Value - b.Value);
    public static Lufs operator +(Lufs a, Decibels gain) => new(a.Value + gain.Value);
    public static bool operator <(Lufs a, Lufs b) => a.Value < b.Value;
    public static bool operator >(Lufs a, Lufs b) => a.Value > b.Value;
    public static bool operator <=(Lufs a, Lufs b) => a.Value <= b.Value;
    public static bool operator >=(Lufs a, Lufs b) => a.Value >= b.Value;
    public override string ToString() => $"{Value:0.#} LUFS";
}
