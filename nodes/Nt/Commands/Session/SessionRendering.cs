using System.Text.Json;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>A state's render on the command line: checks, bars, result.</summary>
internal static class SessionRendering
{
    /// <exception cref="RefusalException">There is nothing to render, or it does not fit together.</exception>
    public static RenderPlan PlanOf(SessionState state) =>
        SessionPlan.Of(state, out var refusal) ?? throw new RefusalException(refusal!.Message);

    public static RenderResult Render(
        CommandContext context, SessionState state, RenderPlan plan, string output, OutputEncoding encoding, bool json, CancellationToken cancellation)
    {
        var ports = context.MakePorts();
        OutputKind.RequireHolds(output, encoding.Kind!.Value, plan.Format);
        Paths.RequireApart([.. plan.Tracks.Select(t => ($"track \"{t.Name}\"", (string?)t.Media.Path)), .. (plan.Files ?? []).Select(f => ("an impulse response", (string?)f.Path))], [("OUT", output)]);
        WholeFile.RequireWritable(output);
        return ProgressBars.Run(context.Streams.Error, !json, [JobSteps.Name(JobStep.Render), JobSteps.Name(JobStep.Verify)], report =>
        {
            try
            {
                return ports.PlanRenderer().Render(new PlanRequest { Plan = plan, Output = output, Encoding = encoding }, new JobSteps(report), cancellation);
            }
            catch (ArgumentException failure)
            {
                throw new BadInputException($"The session \"{state.Content.Name}\" cannot be rendered: {failure.Message}", failure);
            }
        });
    }

    public static void WriteText(Sink sink, RenderResult result)
    {
        sink.WriteLine(RenderRun.Line(result));
        foreach (var note in result.Notes) sink.WriteLine($"note: {Text.Printable(note)}");
    }

    /// <param name="also">What else the document says; null for nothing.</param>
    public static void WriteJson(Sink sink, SessionState state, RenderPlan plan, RenderResult result, OutputEncoding encoding, string schema, Action<Utf8JsonWriter>? also) =>
        Json.WriteTo(sink, json =>
        {
            json.WriteString("schema", schema);
            json.WriteString("session", state.Id.Value);
            json.WriteNumber("of_sequence", state.Sequence);
            json.WriteString("plan_sha256", RenderPlanJson.Hash(plan));
            json.Object("output", () => RenderRun.WriteFacts(json, result, encoding));
            also?.Invoke(json);
            json.WriteStartArray("notes");
            foreach (var note in result.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
        });
}
