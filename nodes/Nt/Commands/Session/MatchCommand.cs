using System.CommandLine;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Commands.Match;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session match: a reference's sound as the chain of a track or the master.</summary>
internal sealed class MatchCommand : SessionVerb
{
    private readonly Option<string[]> _references = new("--reference") { HelpName = "R[:WEIGHT]", Description = "A track with the sound to reach, or a curve of nt analyze --save-curve (.json). Several are averaged by their weights.", Required = true };
    private readonly TextOption _track = new("--track", "T", "For this track. Default: the master, with the mix as it comes to it.");
    private readonly NumberOption _amount = new("--amount", "N", "How far to go in per cent.", 0, 100, "per cent", "100");
    private readonly NumberOption _ceiling = new("--ceiling", "DB", "Highest true peak in dBTP.", -20, 0, "dBTP", "−1.0");
    private readonly NumberOption _lufs = new("--lufs", "N", "Integrated loudness to reach in LUFS.", -60, 0, "LUFS", "the reference's");
    private readonly FlagOption _eqOnly = new("--eq-only", "Tone by at most 8 EQ bands, without the match FIR.");

    public MatchCommand(CommandContext context) : base(context, "match", "Finds the chain that gives a track, or the mix, the sound of a reference, and puts it in the place of the chain there is.")
    {
        Usage = "NAME --reference R[:WEIGHT] [--track T] [options]";
        Group("Options", _references, _track, _amount, _ceiling, _lufs, _eqOnly, TakeOver);
        Remarks = ["A track is matched without limiter, gain and loudness target: these belong to the master. Everything found can be set and undone like any other parameter."];
        Examples = [("nt session match single --reference hit.flac", "The mix gets the sound of hit.flac.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (track, amount) = (parsed.GetValue(_track), (parsed.GetValue(_amount) ?? 100) / 100);
        ReferenceArgument[] references = [.. parsed.GetRequiredValue(_references).Select(r => ReferenceArgument.Parse(r, File.Exists, out var error) ?? throw new UsageException(error!))];
        var state = await FindAsync(parsed, cancellation);
        var named = references.Where(r => !r.IsCurve).Select(r => r.Path).ToArray();
        var ports = Context.MakePorts();
        foreach (var path in named) ports.Decode.Open(path).Dispose();
        var hashes = references.Select(r => new StyleReference(Path.GetFullPath(r.Path), FileHash.Of(r.Path, cancellation))).ToArray();
        var stages = track is null ? Stages.Default : Stages.Default & ~(Stages.Gain | Stages.Limiter);
        if (parsed.GetValue(_eqOnly)) stages &= ~Stages.MatchFir;

        var work = Directory.CreateTempSubdirectory("nt-match-");
        try
        {
            var result = ProgressBars.Run(Context.Streams.Error, true, ["Mixing", .. JobSteps.All], report =>
            {
                var mix = Path.Combine(work.FullName, "mix.wav");
                Mix(ports, state, track, mix, fraction => report("Mixing", fraction), cancellation);
                var request = new MatchRequest
                {
                    References = [.. references.Select(r => r.IsCurve ? new MatchReference(null, CurveFile.Read(r.Path), r.Weight) : new MatchReference(r.Path, null, r.Weight))],
                    Target = mix, Output = Path.Combine(work.FullName, "matched.wav"), Amount = amount,
                    Ceiling = new Decibels(parsed.GetValue(_ceiling) ?? -1), Loudness = parsed.GetValue(_lufs) is { } lufs ? new Lufs(lufs) : null, Stages = stages,
                };
                return ports.MatchJob().Run(request, new JobSteps(report), cancellation);
            });
            var files = new ProcessorFiles(Context, cancellation);
            var chain = files.Take(PresetCommand.Settings(StyleChain.Of(result.Style), string.Join(", ", named)));
            await ApplyAsync(parsed, state, new ApplyMatch(hashes, chain, result.Style.Notes, track, track is null ? result.Style.Loudness : null, files.Media), cancellation);
            foreach (var note in result.Style.Notes) Out.WriteLine($"        {Text.Printable(note)}");
        }
        finally
        {
            work.Delete(recursive: true);
        }
        return ExitCode.Done;
    }

    /// <summary>What the chain that is looked for would hear: the mix without the master, or one track without its chain.</summary>
    private static void Mix(Ports ports, SessionState state, string? track, string output, Action<double> report, CancellationToken cancellation)
    {
        var content = state.Content;
        var place = track is null ? null : SessionLookup.Track(state, track);
        var heard = place is null
            ? content with { Master = [], Loudness = null }
            : content with { Tracks = [place with { Chain = [] }], Master = [], Loudness = null };
        var plan = SessionRendering.PlanOf(state with { Content = heard });
        var encoding = new OutputEncoding { Kind = MediaKind.Wav, Samples = SampleKind.F32 };
        ports.PlanRenderer().Render(new PlanRequest { Plan = plan, Output = output, Encoding = encoding }, new Share(report), cancellation);
    }

    private sealed class Share(Action<double> report) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => report(value.Fraction);
    }
}
