using System.CommandLine;
using System.Text.Json;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session replay: a session as it was, and its samples.</summary>
internal sealed class ReplayCommand : SessionVerb
{
    private readonly TextOption _to = new("--to", "N|TIME", "As it was after this event, or at this time. Default: as it is now.");
    private readonly FileOption _render = new("--render", "OUT", "Renders that state and compares it with the render that was made of it then.");
    private readonly OutputOptions _stored = new();
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public ReplayCommand(CommandContext context) : base(context, "replay", "Shows a session as it was at any event, or renders it again: to the same samples.")
    {
        Usage = "NAME [--to N|TIME] [--render OUT] [options]";
        Group("Options", [_to, _render, .. _stored.All, _json]);
        Remarks =
        [
            "A replay is stored as the render was, unless another sample type is asked for. Compared are the hashes of the samples: \"the same samples\", \"other samples\" (exit code 1), or \"not comparable\" where other versions or another class of processor made them.",
            "Nothing is added to the session: its history is as it was.",
        ];
        Examples = [("nt session replay single --to 31 --render again.flac", "The mix as event 31 left it, compared with the render of then.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, json) = (parsed.GetValue(_render), parsed.GetValue(_json));
        if (output is null && _stored.All.Any(o => parsed.GetResult(o) is not null)) throw new UsageException("Options of a file go with --render OUT.");
        SessionState latest, state;
        await using (var store = await OpenAsync(cancellation))
        {
            latest = await new SessionDirectory(store).FindAsync(NameOf(parsed), cancellation);
            state = await SessionMoment.AtAsync(store, latest, parsed.GetValue(_to), cancellation);
        }
        if (output is null)
        {
            if (json) Json.WriteTo(Out, j => ShowCommand.WriteState(j, state));
            else ShowCommand.WriteText(Out, state);
            return ExitCode.Done;
        }
        var plan = SessionRendering.PlanOf(state);
        var planHash = RenderPlanJson.Hash(plan);
        // Media may have been found at another place since.
        MediaReference Now(MediaReference medium) => latest.Media.GetValueOrDefault(medium.ContentHash, medium);
        plan = plan with { Tracks = [.. plan.Tracks.Select(t => t with { Media = Now(t.Media) })], Files = plan.Files is { } files ? [.. files.Select(Now)] : null };
        // One state may have been rendered several times, into other formats.
        var renders = latest.Renders.Where(r => r.PlanHash == planHash).Reverse().OrderByDescending(r => r.OfSequence <= state.Sequence).ToArray();
        var (encoding, made) = Encoding(parsed, output, renders);
        var result = SessionRendering.Render(Context, state, plan, output, encoding, json, cancellation);
        var again = PlanRenderer.Record(state.Sequence, plan, result);
        var comparison = RenderComparison.Of(made, again);
        foreach (var other in renders)
        {
            if (comparison.Verdict != RenderVerdict.NotComparable) break;
            if (RenderComparison.Of(other, again) is { Verdict: not RenderVerdict.NotComparable } better) (comparison, made) = (better, other);
        }
        if (json) SessionRendering.WriteJson(Out, state, plan, result, encoding, "nt.session-replay/1", j => Write(j, comparison, made));
        else
        {
            SessionRendering.WriteText(Out, result);
            Out.WriteLine(Text.Printable(comparison.Text));
        }
        return comparison.Verdict == RenderVerdict.Different ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>How to store it, and the render that this follows: the one of that format, or one whose samples a file of that format can hold.</summary>
    private (OutputEncoding Encoding, RenderRecord? Made) Encoding(ParseResult parsed, string output, RenderRecord[] renders)
    {
        var encoding = _stored.Read(parsed, output);
        var kind = encoding.Kind!.Value;
        var made = renders.FirstOrDefault(r => r.Kind == kind) ?? renders.FirstOrDefault(r => OutputEncoding.IsLossy(r.Kind) == OutputEncoding.IsLossy(kind)) ?? renders.FirstOrDefault();
        if (made is null || OutputEncoding.IsLossy(kind) != OutputEncoding.IsLossy(made.Kind)) return (encoding, made);
        // As then, where nothing else is asked for and the format can hold it.
        if (parsed.GetValue(_stored.Bits) is null && OutputKind.Nearest(kind, made.Samples) == made.Samples) encoding = encoding with { Samples = made.Samples };
        if (parsed.GetValue(_stored.Dither) is null) encoding = encoding with { Dither = made.Dither };
        if (parsed.GetValue(_stored.BitRate) is null) encoding = encoding with { BitRate = made.BitRate };
        return (encoding, made);
    }

    private static void Write(Utf8JsonWriter json, RenderComparison comparison, RenderRecord? made)
    {
        json.WriteString("comparison", comparison.Verdict switch
        {
            RenderVerdict.Same => "same",
            RenderVerdict.Different => "different",
            RenderVerdict.NotComparable => "not_comparable",
            _ => "none",
        });
        json.WriteString("comparison_text", comparison.Text);
        if (made is null) return;
        json.WriteString("made_sha256", made.Hash);
        json.WriteNumber("made_of_sequence", made.OfSequence);
    }
}
