using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Session.Commands;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Tests;

/// <summary>One command in the making: what it becomes depends on the state it meets, so that most of them are valid.</summary>
public sealed record Act(int Kind, int A, int B, int C);

/// <summary>Random histories over several tracks and processors, with some commands that must be refused among them.</summary>
internal static class Workload
{
    public static Gen<Act[]> Histories(int most) =>
        (from kind in Gen.Choose(0, 43)
         from a in Gen.Choose(0, 9999)
         from b in Gen.Choose(0, 9999)
         from c in Gen.Choose(0, 9999)
         select new Act(kind, a, b, c)).ArrayOf().Resize(most);

    public static Config Seeded(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20261121, 17);

    /// <summary>Ids that do not depend on anything but how many were given.</summary>
    public static SessionDecisions Decisions()
    {
        var given = 0;
        return new SessionDecisions(() => (0x1000 + given++ * 7919 % 0x10000).ToString("x4", CultureInfo.InvariantCulture) + given.ToString("x4", CultureInfo.InvariantCulture));
    }

    public static MediaReference Media(int seed) => new()
    {
        ContentHash = seed.ToString("x64", CultureInfo.InvariantCulture),
        PcmHash = seed % 3 == 0 ? (seed + 1).ToString("x64", CultureInfo.InvariantCulture) : null,
        Path = FormattableString.Invariant($"/music/take {seed % 5}.{(seed % 3 == 0 ? "mp3" : "wav")}"),
        Rate = new(seed % 2 == 0 ? 44100 : 48000), Channels = 1 + seed % 2, ChannelMask = AudioFormat.DefaultMask(1 + seed % 2),
        Frames = new(1000 + seed), Samples = seed % 3 == 0 ? SampleKind.Lossy : SampleKind.S24,
    };

    public static RenderRecord Render(long of, int seed) => new()
    {
        OfSequence = of, Output = "/out/mix.flac", Hash = seed.ToString("x64", CultureInfo.InvariantCulture), PlanHash = (seed + 1).ToString("x64", CultureInfo.InvariantCulture),
        Rate = new(48000), Channels = 2, Frames = new(4711), Kind = MediaKind.Flac, Samples = SampleKind.S24, Dither = DitherKind.Tpdf,
        DitherSeed = ulong.MaxValue - (ulong)seed, BitRate = 0, Engine = "1", IsaClass = "x86-64-v3", Codec = "c", Resampler = "r", Pitch = "p",
        Loudness = seed % 2 == 0 ? new Lufs(-14.000000000000002) : null, TruePeak = new(-1.0 / 3),
    };

    public static SessionCommand Command(SessionState state, Act act)
    {
        var content = state.Content;
        var (a, b, c) = (act.A, act.B, act.C);
        var processors = content.Processors().ToArray();
        string Track() => content.Tracks.Count == 0 || a % 23 == 0 ? "nowhere" : content.Tracks[a % content.Tracks.Count].Id.Value;
        string Processor() => processors.Length == 0 || a % 23 == 0 ? "nothing" : processors[a % processors.Length].Processor.Id.Value;
        string? Place() => b % 3 == 0 || content.Tracks.Count == 0 ? null : content.Tracks[b % content.Tracks.Count].Name;
        var settings = processors.Length == 0 ? null : processors[a % processors.Length].Processor.Settings;
        return act.Kind switch
        {
            <= 3 => new ImportTrack(Media(a % 40), b % 4 == 0 ? $"track {c % 30}" : null),
            <= 9 => new InsertProcessor(Kinds[c % Kinds.Length].Processor, Kinds[c % Kinds.Length].Assignments, Place(), a % 3 == 0 ? null : a % 4, b % 7 == 0 ? $"label {c % 9}" : null),
            <= 20 => new SetParameters(Processor(), settings is null ? [] : [.. Enumerable.Range(0, 1 + b % 5 / 4).Select(i => Assignment(settings, b + 31 * i, c + 17 * i))]),
            <= 22 => new MoveProcessor(Processor(), b % 4, c % 2 == 0 ? null : Place()),
            23 => new RemoveProcessor(Processor()),
            24 => new LabelProcessor(Processor(), b % 3 == 0 ? null : $"label {b % 9}"),
            25 => new RemoveTrack(Track()),
            26 => new RenameTrack(Track(), $"track {b % 30}"),
            27 => new MoveTrack(Track(), b % 5),
            28 => new ReplaceTrack(Track(), Media(b % 40)),
            29 when b % 2 == 0 => new RelinkMedium(Media(Seed(state, a)).ContentHash, $"/moved/{b % 7}.wav"),
            29 => new RelinkTrack(Track(), Media(Seed(state, a)) with { Path = $"/moved/{b % 7}.wav" }),
            30 => new RenameSession(b % 10 == 0 ? " " : $"session {b % 6}"),
            31 => new SetMarker($"m{a % 9}", new(b / 7.0)),
            32 => new RemoveMarker($"m{a % 9}"),
            33 => new SetLoudnessTarget(b % 4 == 0 ? null : new(-5 - b / 700.0)),
            34 => new ApplyPreset($"preset {a % 5}", Chain(a, b), Place(), b % 3 == 0 ? new(-9 - c / 1000.0) : null),
            35 => new ApplyMatch([new($"/ref/{a % 4}.wav", a.ToString("x64", CultureInfo.InvariantCulture))], Chain(b, a), ["Brighter by 2 dB."], Place()),
            36 when a % 2 == 0 => new RecordPlay([new EntryPlayed($"/music/{a % 7}.wav", new(b / 7.0), new(b / 7.0 + (c % 11 == 0 ? -1 : c / 3.0)), c % 2 == 0 ? $"song {a % 7}" : null), new PlayVolumeSet(new(-b / 100.0))]),
            36 => new RecordRender(Render(c % 11 == 0 ? state.Sequence + 1 : 1 + c % state.Sequence, b)),
            <= 40 => new Undo(),
            _ => new Redo(),
        };
    }

    /// <summary>Runs a history and says how each act went.</summary>
    public static (SessionState State, List<RecordedEvent> Events) Run(IEnumerable<Act> acts, Action<SessionState, SessionCommand, SessionDecision, SessionState>? seen = null)
    {
        var decisions = Decisions();
        var created = Created();
        var state = SessionFold.Replay(created);
        foreach (var act in acts)
        {
            var command = Command(state, act);
            var decision = decisions.Decide(state, command);
            var before = state;
            if (decision is Accepted accepted)
                foreach (var e in accepted.Events)
                {
                    created.Add(new(state.Sequence + 1, At(state.Sequence + 1), e));
                    state = SessionFold.Apply(state, state.Sequence + 1, e);
                }
            seen?.Invoke(before, command, decision, state);
        }
        return (state, created);
    }

    public static List<RecordedEvent> Created() => [new(1, At(1), ((Accepted)SessionDecisions.Create(new("5e551014"), "Album")).Events.Single())];

    public static DateTimeOffset At(long sequence) => new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero).AddSeconds(sequence);

    private static int Seed(SessionState state, int a) => state.Content.Tracks.Count == 0 || a % 5 == 0
        ? a % 40
        : int.Parse(state.Content.Tracks[a % state.Content.Tracks.Count].Media.AsSpan(48), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static readonly (string Processor, Assignment[] Assignments)[] Kinds =
    [
        ("eq", [new("bands[0].f_hz", "120"), new("bands[0].gain_db", "+1.5 dB"), new("bands[1].type", "high_shelf"), new("bands[1].f_hz", "8kHz")]),
        ("eq", [new("bands[0].f_hz", "1000"), new("bands[0].bw_oct", "1.3")]),
        ("compressor", [new("threshold_db", "-18"), new("ratio", "2.5"), new("attack_ms", "3.3")]),
        ("gain", [new("gain_db", "−3.1 dB")]),
        ("limiter", [new("tp_db", "-1")]),
        ("width", [new("widths", "0.8, 1, 1.2, 1.1"), new("crossovers_hz", "200 1000 5000")]),
        ("multiband", [new("crossovers_hz", "333.3"), new("bands[0].threshold_db", "-20"), new("bands[0].ratio", "2"), new("bands[1].threshold_db", "-15"), new("bands[1].ratio", "3")]),
        ("reverb", [new("ir_key", "synth:1.2:42"), new("mix", "0.1")]),
        ("resample", [new("rate_hz", "48000")]),
        ("dither", [new("bits", "16")]),
        ("eq", []),
        ("compresor", [new("threshold_db", "-18")]),
        ("gain", [new("gain_db", "99")]),
        ("rider", [new("target_lufs", "-20"), new("amount", "0.5")]),
    ];

    // A value of its range, sometimes one beyond it; sometimes a band is added or taken away.
    private static Assignment Assignment(ProcessorSettings settings, int b, int c)
    {
        if (b % 17 == 0) return new("no_such_db", "1");
        if (settings.Bands > 0 && b % 13 == 0) return new(FormattableString.Invariant($"bands[{settings.Bands}].f_hz"), "2500");
        if (settings.Bands > 0 && b % 11 == 0) return new(FormattableString.Invariant($"bands[{c % settings.Bands}]"), "");
        var (path, definition, _) = settings.Parameters().ElementAt(b % settings.Parameters().Count());
        var share = c / 9000.0; // beyond 1 one time in ten
        var value = definition.Low + share * (definition.High - definition.Low);
        return new(path.ToString(), definition.Type switch
        {
            ParameterType.Choice => definition.Choices[c % definition.Choices.Count],
            ParameterType.Text => $"synth:1.{c % 9}:7",
            ParameterType.Numbers => string.Join(',', Enumerable.Range(1, 1 + c % 4).Select(i => (definition.Low + i * share / 5 * (definition.High - definition.Low)).ToString("R", CultureInfo.InvariantCulture))),
            ParameterType.Integer => Math.Round(value).ToString("R", CultureInfo.InvariantCulture),
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        });
    }

    private static ProcessorSettings[] Chain(int a, int b)
    {
        ProcessorSpec[] specs =
        [
            new EqSpec([new(EqType.Peaking, new(100 + a / 3.0), 0.7 + b / 9999.0, new(a / 1000.0 - 5))]),
            new CompressorSpec { Threshold = new(-20 - a / 999.0), Ratio = 1.5 + b / 7777.0, Attack = new(0.0011 + a / 1e6) },
            new MatchFirSpec(new([new(100), new(1000 + a)], [new(a / 3333.0), new(-1)], b % 2 == 0 ? null : [new(0.1), new(b / 3333.0)], a % 2 == 0)),
            new LimiterSpec { Ceiling = new(-1 - a / 9999.0), Release = new(0.05 + b / 1e6) },
        ];
        return [.. specs.Skip(a % 3).Take(1 + b % 4).Select(ProcessorSettings.Of)];
    }
}
