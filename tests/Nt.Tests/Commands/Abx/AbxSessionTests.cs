using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Commands.Abx;
using NTWorkstation.Nt.Shell;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Abx;

/// <summary>Real comparisons at a file that keeps time. A counts up by frame, B down, so that every frame says which one is heard, and where.</summary>
public sealed class AbxSessionTests : IDisposable
{
    private const int Rate = 48000, Frames = 4 * Rate;
    private const double Grid = 1 << 23;
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-abx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_keys_then_what_is_chosen_is_heard_in_step_and_the_answers_are_counted()
    {
        var (a, b) = (Write("a.wav", 1), Write("b.wav", -1));
        var trials = new AbxTrials(2, new Random(4));
        var heard = Path.Combine(_folder, "heard.raw");
        // What is late on a busy machine leaves silence: there is time enough for it.
        var order = new AbxOrder { A = a, B = b, Output = "file:" + heard, IsMatched = false, Latency = new(0.5) };
        var first = trials.XIsA;

        var figures = new AbxSession(Context(), order, trials).Run(Keys(trials), CancellationToken.None);

        Assert.Equal(2, figures.Trials.Done.Count);
        Assert.Equal(2, figures.Trials.Right);
        Assert.Equal(first, figures.Trials.Done[0].IsA);
        var sound = Left(File.ReadAllBytes(heard));
        var signs = new List<int>();
        var (at, faded) = (0, 0);
        for (var k = 0; k < sound.Length; k++)
        {
            // The sum of both is zero in every frame: during a fade it is a part of either, never out of step.
            var value = (long)Math.Round(sound[k] * Grid);
            if (value == 0 && signs.Count == 0) continue;
            if (signs.Count == 0) at = k;
            var index = (k - at) % Frames + 1;
            if (Math.Abs(value) != index)
            {
                Assert.True(Math.Abs(value) <= index, $"frame {k}");
                faded++;
                continue;
            }
            if (signs.Count == 0 || signs[^1] != Math.Sign(value)) signs.Add(Math.Sign(value));
        }
        Assert.Equal([1, -1, 1], signs.Take(3));
        Assert.InRange(faded, 1, 20 * Rate / 100 + Rate / 50);
    }

    [Fact]
    public void Given_files_of_other_loudness_then_the_louder_one_is_turned_down_by_the_difference()
    {
        var (a, b) = (Tone("a.wav", -20), Tone("b.wav", -14));
        var figures = new AbxSession(Context(), new() { A = a, B = b, Output = "null" }, new AbxTrials(1, new Random(1))).Run([AbxKey.XIsA], CancellationToken.None);

        Assert.Equal(0, figures.A.Gain.Value);
        Assert.Equal(-6, figures.B.Gain.Value, 0.01);
        var output = new StringWriter();
        figures.Write(new Sink(output));
        Assert.Contains("turned down by 6.00 dB", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Given_an_end_of_the_keys_then_what_was_answered_is_told()
    {
        var (a, b) = (Tone("a.wav", -20), Tone("b.wav", -20));
        var figures = new AbxSession(Context(), new() { A = a, B = b, Output = "null" }, new AbxTrials(5, new Random(1))).Run([AbxKey.X, AbxKey.XIsB, AbxKey.Undo, AbxKey.XIsA], CancellationToken.None);

        Assert.Single(figures.Trials.Done);
        Assert.True(figures.Trials.Done[0].SaidA);
    }

    [Fact]
    public void Given_what_makes_no_sense_then_it_says_so()
    {
        var a = Tone("a.wav", -20);
        Assert.Equal(ExitCode.Usage, InProcess.Run("abx", a, a, "--output", "file:x.wav").Code);
        Assert.Equal(ExitCode.Usage, InProcess.Run("abx", a, a, "--output", "null", "--start", "3", "--end", "2").Code);
        var missing = InProcess.Run("abx", a, Path.Combine(_folder, "no.wav"), "--output", "null");
        Assert.Equal(ExitCode.BadInput, missing.Code);
        Assert.Contains("no.wav", missing.Error, StringComparison.Ordinal);
    }

    // Each is heard before the next is chosen.
    private IEnumerable<AbxKey> Keys(AbxTrials trials)
    {
        foreach (var (key, sign) in new[] { (AbxKey.A, 1), (AbxKey.B, -1), (AbxKey.A, 1), (AbxKey.X, trials.XIsA ? 1 : -1) })
        {
            yield return key;
            Wait.Until(() => IsHeard(sign), $"the sound of {key}");
        }
        yield return trials.XIsA ? AbxKey.XIsA : AbxKey.XIsB;
        Wait.Until(() => trials.Done.Count > 0, "the first answer");
        yield return trials.XIsA ? AbxKey.XIsA : AbxKey.XIsB;
    }

    // At the end of what is being written: no frame of a fifth of a second is of the other one.
    private bool IsHeard(int sign)
    {
        const int Bytes = Rate / 5 * 2 * sizeof(double);
        foreach (var path in Directory.EnumerateFiles(_folder, ".nt-*.part", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length < Bytes) continue;
            file.Position = (file.Length - Bytes) / 16 * 16;
            var bytes = new byte[Bytes];
            file.ReadExactly(bytes);
            return Left(bytes).All(x => Math.Sign(x) == sign);
        }
        return false;
    }

    private static double[] Left(byte[] bytes) => [.. MemoryMarshal.Cast<byte, double>(bytes).ToArray().Where((_, i) => i % 2 == 0)];

    private static CommandContext Context() => new(new Streams(new Sink(TextWriter.Null), new Sink(TextWriter.Null)), CompositionRoot.Ports, () => CancellationToken.None);

    private string Write(string name, int sign) => Write(name, k => sign * (k + 1) / Grid);

    private string Tone(string name, double db) => Write(name, k => Math.Pow(10, db / 20) * Math.Sin(2 * Math.PI * 997 * k / Rate));

    private string Write(string name, Func<int, double> sample)
    {
        var path = Path.Combine(_folder, name);
        var format = new AudioFormat(new(Rate), 2, AudioFormat.DefaultMask(2));
        using var writer = CompositionRoot.Ports().Output.Create(path, new() { Kind = MediaKind.Wav, Format = format, Samples = SampleKind.F64 });
        var block = new AudioBlock(2, Rate) { Frames = Rate };
        for (var at = 0; at < Frames; at += Rate)
        {
            for (var c = 0; c < 2; c++)
                for (var k = 0; k < Rate; k++) block.Channel(c)[k] = sample(at + k);
            writer.Write(block);
        }
        writer.Commit();
        return path;
    }

    [Fact]
    public void Given_what_holds_the_same_bytes_then_it_is_noted_and_a_problem_names_its_file_once()
    {
        var (a, b) = (Tone("a.wav", -20), Tone("b.wav", -23));
        var (link, copy) = (Path.Combine(_folder, "link.wav"), Path.Combine(_folder, "copy.wav"));
        File.CreateSymbolicLink(link, a);
        File.Copy(a, copy);
        foreach (var other in new[] { a, link, copy }) Assert.Contains("A and B hold the same bytes", Try(a, other).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("same bytes", Try(a, b).Error, StringComparison.Ordinal);
        var text = Path.Combine(_folder, "text.wav");
        File.WriteAllText(text, "no sound at all, but long enough to be looked at as if it were one");
        var (code, _, error) = Try(a, text);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal(2, error.Split("text.wav").Length);
    }

    // Cancelled from the beginning: what is said before a device is opened.
    private static InProcess.Result Try(string a, string b) =>
        InProcess.Run(new InProcess.Setting(), "abx", a, b, "--output", "null", "--trials", "1");
}
