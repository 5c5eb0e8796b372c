using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.TestSignal;

public enum TestSignalKind
{
    Sine,
    /// <summary>From one frequency to another, equal times for octaves.</summary>
    Sweep,
    White,
    Pink,
    Impulse,
    Silence,
}

/// <summary>
/// A signal by its figures, as an address states them: tone:sine?hz=997&amp;db=-20&amp;seconds=10&amp;rate=48000&amp;channels=2. What is left out
/// has the defaults below.
/// </summary>
public sealed record TestSignalSpec
{
    public const double MostSeconds = 86400;

    public required TestSignalKind Kind { get; init; }

    /// <summary>Of a sine; the sweep begins here. Above 0, below half the rate.</summary>
    public Hertz Frequency { get; init; } = new(997);

    /// <summary>Where a sweep ends.</summary>
    public Hertz To { get; init; } = new(20000);

    /// <summary>Peak of sine, sweep and impulse; RMS of noise, whose peaks are 4.8 (white) or about 13 dB (pink) higher. At most 0, of noise −5 and −14.</summary>
    public Decibels Level { get; init; } = new(-20);

    /// <summary>Above 0; null: without end, but for a sweep.</summary>
    public Seconds? Length { get; init; }

    /// <summary>Between impulses; 0: one, at the first frame.</summary>
    public Seconds Every { get; init; }

    /// <summary>1000 to 768000.</summary>
    public SampleRate Rate { get; init; } = new(48000);

    /// <summary>1 to 64; noise differs between them, the rest does not.</summary>
    public int Channels { get; init; } = 2;

    /// <summary>Of noise.</summary>
    public int Seed { get; init; } = 1;

    /// <param name="rest">An address behind "tone:".</param>
    /// <exception cref="MediaException">Unsupported: a word or value that is not known; the message names it.</exception>
    public static TestSignalSpec Parse(string rest)
    {
        var query = AddressQuery.Parse(rest, "tone");
        var spec = new TestSignalSpec { Kind = query.Word<TestSignalKind>() };
        var rate = query.Number("rate", 48000, 1000, 768000);
        var half = rate / 2;
        spec = spec with
        {
            Rate = new(rate),
            Channels = query.Whole("channels", 2, 1, 64),
            Level = new(query.Number("db", -20, -300, spec.Kind switch { TestSignalKind.White => -5, TestSignalKind.Pink => -14, _ => 0 })),
        };
        if (query.Number("seconds", 0, 0, MostSeconds) is > 0 and var seconds) spec = spec with { Length = new(seconds) };
        if (spec.Kind is TestSignalKind.Sine) spec = spec with { Frequency = new(query.Number("hz", Math.Min(997, half / 2), 1e-3, half)) };
        if (spec.Kind is TestSignalKind.White or TestSignalKind.Pink) spec = spec with { Seed = query.Whole("seed", 1, 0, int.MaxValue) };
        if (spec.Kind is TestSignalKind.Impulse) spec = spec with { Every = new(query.Number("every", 0, 0, MostSeconds)) };
        if (spec.Kind is TestSignalKind.Sweep)
        {
            spec = spec with
            {
                Frequency = new(query.Number("from", 20, 1e-3, half)),
                To = new(query.Number("to", Math.Min(20000, half), 1e-3, half)),
                Length = spec.Length ?? new Seconds(10),
            };
            if (spec.Frequency == spec.To) throw query.Refuse("a sweep needs two different frequencies, from and to");
        }
        query.RefuseOthers();
        return spec;
    }

    /// <summary>For people: "sine 997 Hz, −20 dB".</summary>
    public string Title => Kind switch
    {
        TestSignalKind.Sine => Wording.Say($"Sine {Frequency.Value:0.###} Hz, {Level.Value:0.##} dB"),
        TestSignalKind.Sweep => Wording.Say($"Sweep {Frequency.Value:0.###} to {To.Value:0.###} Hz, {Level.Value:0.##} dB"),
        TestSignalKind.White => Wording.Say($"White noise, {Level.Value:0.##} dB"),
        TestSignalKind.Pink => Wording.Say($"Pink noise, {Level.Value:0.##} dB"),
        TestSignalKind.Impulse => Wording.Say($"Impulse, {Level.Value:0.##} dB"),
        _ => "Silence",
    };
}
