using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>What a match was asked for, checked as far as it can be without opening a file.</summary>
internal sealed record MatchOrder
{
    public required IReadOnlyList<ReferenceArgument> References { get; init; }
    public required string Target { get; init; }
    public required string Output { get; init; }
    public required MatchMode Mode { get; init; }
    public required double Amount { get; init; }
    public required Decibels Ceiling { get; init; }
    public required Lufs? Loudness { get; init; }
    public required Stages Stages { get; init; }
    public required string? ImpulseResponse { get; init; }
    /// <summary>Where mode a writes the room that it finds; null where it looks for none.</summary>
    public string? RoomPath { get; init; }
    public required OutputEncoding Encoding { get; init; }
    public required string? PresetPath { get; init; }
    public required string? ReportPath { get; init; }
    public required string? PreviewPath { get; init; }
    public required bool Json { get; init; }
}

/// <summary>The options of nt match and the rules between them.</summary>
internal sealed class MatchOptions
{
    private static readonly (string Word, Stages Stage, string Text)[] Switches =
    [
        ("eq", Stages.Eq, "No EQ bands."),
        ("match-fir", Stages.MatchFir, "No match FIR, the fine correction of the spectrum; the same as --eq-only."),
        ("compressor", Stages.Compressor, "No compressor."),
        ("rider", Stages.Rider, "No loudness rider, the slow hand on the fader."),
        ("exciter", Stages.Exciter, "No exciter: no new harmonics."),
        ("stereo", Stages.Width, "No change of the stereo width."),
        ("reverb", Stages.Reverb, "No reverb: a room that --mode a finds around the reference is left out."),
        ("gain", Stages.Gain, "No gain towards the reference's loudness."),
        ("limiter", Stages.Limiter, "No limiter: the gain stays low enough to keep the ceiling instead."),
    ];

    private static readonly int NoReverb = Array.FindIndex(Switches, s => s.Stage == Stages.Reverb);

    public readonly Option<string[]> References = new ReferenceOption();
    public readonly FileOption Target = new("--target", "T", "The track to change.") { Required = true };
    public readonly FileOption Out = new("--out", "O", $"The file to write; its extension says the format: {OutputKind.Extensions}. It appears only once it is whole.") { Required = true };
    public readonly WordOption Mode = new("--mode", "b: different music, match statistics. a: the same performance, find the processing between the two.", "b", "a", "b");
    public readonly NumberOption Amount = new("--amount", "N", "How far to go in per cent; scales every stage, 0 leaves the target's own samples.", 0, 100, "per cent", "100");
    public readonly NumberOption Ceiling = new("--ceiling", "DB", "Highest true peak in dBTP, −20 to 0.", -20, 0, "dBTP", "−1.0");
    public readonly NumberOption Lufs = new("--lufs", "N", "Integrated loudness to reach in LUFS, −60 to 0.", -60, 0, "LUFS", "the reference's");
    public readonly FlagOption EqOnly = new("--eq-only", "Tone by at most 8 EQ bands, without the match FIR; the other stages stay.");
    public readonly FileOption ImpulseResponse = new("--ir", "F", "With --mode b: adds a reverb with this impulse response (an audio file) where the reference decays more slowly; off unless given.");
    public readonly FlagOption Pitch = new("--pitch", "Also match the pitch, at most 3 semitones, where both melodies are clear; off unless given.");
    public readonly OutputOptions Output = new();
    public readonly FileOption SavePreset = new("--save-preset", "P.json", "Writes the parameters; nt render --preset applies them to other files.");
    public readonly FileOption Report = new("--report", "R.html", "Writes a report with plots as one HTML file.");
    public readonly FileOption Preview = new("--preview", "P.wav", "Writes level-matched 15 s excerpts before and after, from the loudest and the quietest part.");
    public readonly FlagOption Json = new("--json", "Prints one JSON document on standard output and nothing else.");
    public readonly FlagOption[] Off = [.. Switches.Select(s => new FlagOption("--no-" + s.Word, s.Text))];

    /// <exception cref="UsageException">Options contradict each other.</exception>
    public MatchOrder Read(ParseResult parsed)
    {
        var references = new List<ReferenceArgument>();
        foreach (var text in parsed.GetRequiredValue(References))
            references.Add(ReferenceArgument.Parse(text, File.Exists, out var error) ?? throw new UsageException(error!));
        var mode = parsed.GetValue(Mode) == "a" ? MatchMode.Paired : MatchMode.Unpaired;
        if (mode == MatchMode.Paired && (references.Count != 1 || references[0].IsCurve))
            throw new UsageException("--mode a compares one performance in two versions: give exactly one reference that is an audio file.");

        // Between two versions of one performance a room is found; between different music a reverb is a matter of taste.
        var stages = mode == MatchMode.Paired ? Stages.Default | Stages.Reverb : Stages.Default;
        for (var i = 0; i < Switches.Length; i++)
            if (parsed.GetValue(Off[i])) stages &= ~Switches[i].Stage;
        if (parsed.GetValue(EqOnly)) stages &= ~Stages.MatchFir;
        if (parsed.GetValue(Pitch)) stages |= Stages.Pitch;
        var loudness = parsed.GetValue(Lufs);
        if (loudness is not null && !stages.HasFlag(Stages.Gain)) throw new UsageException("--lufs asks for a loudness and --no-gain forbids to reach it: leave one out.");

        var impulseResponse = parsed.GetValue(ImpulseResponse);
        if (impulseResponse is not null && mode == MatchMode.Paired) throw new UsageException("--ir gives mode b a reverb; --mode a finds the reference's own room. Leave it out.");
        if (impulseResponse is not null && parsed.GetValue(Off[NoReverb])) throw new UsageException("--ir asks for a reverb and --no-reverb forbids it: leave one out.");

        var target = parsed.GetRequiredValue(Target)!;
        var output = parsed.GetRequiredValue(Out)!;
        var order = new MatchOrder
        {
            References = references,
            Target = target,
            Output = output,
            Mode = mode,
            Amount = (parsed.GetValue(Amount) ?? 100) / 100,
            Ceiling = new Decibels(parsed.GetValue(Ceiling) ?? -1),
            Loudness = loudness is { } l ? new Lufs(l) : null,
            Stages = stages,
            ImpulseResponse = impulseResponse,
            RoomPath = stages.HasFlag(Stages.Reverb) ? Path.ChangeExtension(output, ".ir.wav") : null,
            Encoding = Output.Read(parsed, output),
            PresetPath = parsed.GetValue(SavePreset),
            ReportPath = parsed.GetValue(Report),
            PreviewPath = parsed.GetValue(Preview),
            Json = parsed.GetValue(Json),
        };
        if (order.PreviewPath is { } preview && !preview.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--preview writes WAV: name a file that ends in .wav, not {preview}.");
        Paths.RequireApart(
            [("--target", target), ("--ir", order.ImpulseResponse), .. references.Select(r => ("--reference", (string?)r.Path))],
            [("--out", output), ("--save-preset", order.PresetPath), ("--report", order.ReportPath), ("--preview", order.PreviewPath), ("the impulse response beside --out", order.RoomPath)]);
        return order;
    }

    private sealed class ReferenceOption : Option<string[]>, IValueHint
    {
        public ReferenceOption() : base("--reference")
        {
            HelpName = "R[:WEIGHT]";
            Description = "A track with the sound to reach, or a curve of nt analyze --save-curve (.json). Several are averaged by their weights.";
            Required = true;
            AllowMultipleArgumentsPerToken = false;
        }

        public ValueKind Kind => ValueKind.File;
        public IReadOnlyList<string> Words => [];
        public string? DefaultText => null;
    }
}
