using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>Stereo noise of which every bit counts, in a file, and as the bytes that a device must get. No frame of it is silence: what is, in what a
/// device got, is the device's own.</summary>
public sealed class ExactSound
{
    public static readonly IReadOnlyList<int> Rates = [44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000];

    /// <summary>Container and kind of samples: all that can hold them and for which this system has an encoder.</summary>
    public static readonly IReadOnlyList<(string Container, string Kind)> Files =
    [
        ("wav", "S16"), ("wav", "S24"), ("wav", "S32"), ("wav", "F32"), ("flac", "S16"), ("flac", "S24"), ("wv", "S16"), ("wv", "S24"), ("wv", "S32"), ("wv", "F32"),
        ("m4a", "S16"), ("m4a", "S24"), ("aiff", "S16"), ("aiff", "S24"), ("aiff", "S32"), ("aiff", "F32"),
    ];

    private readonly int[] _samples; // interleaved, of the kind's bits
    private readonly float[] _floats;

    private ExactSound(string kind, int frames, int seed)
    {
        Kind = kind;
        var random = new Random(seed);
        _samples = new int[kind == "F32" ? 0 : 2 * frames];
        _floats = new float[kind == "F32" ? 2 * frames : 0];
        for (var i = 0; i < _samples.Length; i++) _samples[i] = ((int)random.NextInt64(int.MinValue, 1L << 31) | (i % 2 == 0 ? 1 << 32 - Bits : 0)) >> 32 - Bits;
        // Of many magnitudes, so that no whole numbers hold them.
        for (var i = 0; i < _floats.Length; i++) _floats[i] = MathF.CopySign(MathF.ScaleB(1 + random.NextSingle(), -random.Next(1, 30)), random.NextSingle() - 0.5f);
    }

    public string Kind { get; }

    private int Bits => Kind switch { "S16" => 16, "S24" => 24, _ => 32 };

    /// <summary>Forms of devices, as ALSA calls them, that hold every sample.</summary>
    public IEnumerable<string> Forms => Kind switch
    {
        "S16" => ["S16_LE", "S24_3LE", "S24_LE", "S32_LE", "FLOAT_LE", "FLOAT64_LE"],
        "S24" => ["S24_3LE", "S24_LE", "S32_LE", "FLOAT_LE", "FLOAT64_LE"],
        "S32" => ["S32_LE", "FLOAT64_LE"],
        _ => ["FLOAT_LE", "FLOAT64_LE"],
    };

    /// <summary>Writes the file and gives its sound.</summary>
    public static ExactSound Write(string path, string kind, int rate, double seconds = 0.15)
    {
        var sound = new ExactSound(kind, (int)(seconds * rate), rate + kind[1]);
        var raw = path + ".raw";
        File.WriteAllBytes(raw, sound.As(kind switch { "S16" => "S16_LE", "F32" => "FLOAT_LE", _ => "S32_LE" }));
        var container = Path.GetExtension(path)[1..];
        var (big, little) = (kind.ToLowerInvariant() + "be", kind.ToLowerInvariant() + "le");
        string[] codec = container switch
        {
            "wav" or "wv" => ["-c:a", "pcm_" + little],
            "aiff" => ["-c:a", "pcm_" + big],
            "flac" => ["-c:a", "flac", "-sample_fmt", kind == "S16" ? "s16" : "s32"],
            _ => ["-c:a", "alac", "-sample_fmt", kind == "S16" ? "s16p" : "s32p"],
        };
        var made = container == "wv" ? path + ".wav" : path;
        Run("ffmpeg", ["-v", "error", "-y", "-f", kind switch { "S16" => "s16le", "F32" => "f32le", _ => "s32le" }, "-ar", $"{rate}", "-ac", "2", "-i", raw, .. codec, made]);
        if (container == "wv") Run("wavpack", ["-q", "-y", made, "-o", path]);
        return sound;
    }

    /// <summary>Interleaved, in a form of ALSA.</summary>
    public byte[] As(string form)
    {
        var bytes = new List<byte>();
        Span<byte> cell = stackalloc byte[8];
        for (var i = 0; i < Math.Max(_samples.Length, _floats.Length); i++)
        {
            var at = form switch { "S16_LE" => 2, "S24_3LE" => 3, "FLOAT64_LE" => 8, _ => 4 };
            var value = Kind == "F32" ? _floats[i] : _samples[i] / Math.Pow(2, Bits - 1);
            if (form == "FLOAT_LE") BinaryPrimitives.WriteSingleLittleEndian(cell, (float)value);
            else if (form == "FLOAT64_LE") BinaryPrimitives.WriteDoubleLittleEndian(cell, value);
            else BinaryPrimitives.WriteInt32LittleEndian(cell, (int)((long)_samples[i] << 32 - Bits >> (form switch { "S16_LE" => 16, "S32_LE" => 0, _ => 8 })));
            bytes.AddRange(cell[..at]);
        }
        return [.. bytes];
    }

    /// <summary>What was captured without frames of silence.</summary>
    public static byte[] Sounding(byte[] captured, string form)
    {
        var frame = 2 * (form switch { "S16_LE" => 2, "S24_3LE" => 3, "FLOAT64_LE" => 8, _ => 4 });
        var kept = new List<byte>(captured.Length);
        for (var i = 0; i + frame <= captured.Length; i += frame)
            if (captured.AsSpan(i, frame).ContainsAnyExcept((byte)0)) kept.AddRange(captured.AsSpan(i, frame));
        return [.. kept];
    }

    /// <summary>Null where every sample was heard, in order; else where the first is another.</summary>
    public string? Differs(byte[] captured, string form)
    {
        var (expected, got) = (As(form), Sounding(captured, form));
        if (expected.AsSpan().SequenceEqual(got)) return null;
        var at = expected.AsSpan().CommonPrefixLength(got);
        return $"{got.Length} bytes in place of {expected.Length}, another one at {at}: {Convert.ToHexString(got.AsSpan(at, Math.Min(16, got.Length - at)))} in place of {Convert.ToHexString(expected.AsSpan(at, Math.Min(16, expected.Length - at)))}";
    }

    private static void Run(string name, IEnumerable<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(name, words) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name}: {error}");
    }
}
