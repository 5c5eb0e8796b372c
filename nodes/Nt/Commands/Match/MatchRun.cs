using NTWorkstation.Mastering.Job;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>A match on the command line: checks before any work, the job under bars, then table or JSON, and the report.</summary>
internal static class MatchRun
{
    public static int Execute(CommandContext context, MatchOrder order)
    {
        var streams = context.Streams;
        var cancellation = context.Arm();
        var ports = context.MakePorts();
        Check(ports, order);
        var request = new MatchRequest
        {
            References = [.. order.References.Select(r => r.IsCurve ? new MatchReference(null, CurveFile.Read(r.Path), r.Weight) : new MatchReference(r.Path, null, r.Weight))],
            Target = order.Target,
            Output = order.Output,
            Mode = order.Mode,
            Amount = order.Amount,
            Ceiling = order.Ceiling,
            Loudness = order.Loudness,
            Stages = order.Stages,
            ImpulseResponse = order.ImpulseResponse,
            RoomPath = order.RoomPath,
            Encoding = order.Encoding,
            PresetPath = order.PresetPath,
            PreviewPath = order.PreviewPath,
        };
        var result = ProgressBars.Run(streams.Error, !order.Json, JobSteps.All, report =>
        {
            try
            {
                return ports.MatchJob().Run(request, new JobSteps(report), cancellation);
            }
            catch (ArgumentException failure)
            {
                // The options were checked: what the job cannot work with now lies in the sound of one of the files.
                throw new BadInputException(
                    $"{order.Target} cannot be given the sound of {string.Join(", ", order.References.Select(r => r.Path))}: {failure.Message}\nGive files with music or speech in them.", failure);
            }
        });
        var outcome = new MatchOutcome(order, result);
        if (order.ReportPath is { } path) WholeFile.Write(path, MatchReport.Write(outcome.ReportContent(ports.Graph)));
        if (order.Json) MatchJson.Write(outcome, streams.Out);
        else MatchText.Write(outcome, streams.Out);
        return ExitCode.Done;
    }

    /// <summary>Opens every input and tries every folder: minutes of work are not lost on a misspelt name.</summary>
    private static void Check(Ports ports, MatchOrder order)
    {
        foreach (var reference in order.References)
            if (!reference.IsCurve) ports.Decode.Open(reference.Path).Dispose();
        using (var target = ports.Decode.Open(order.Target)) OutputKind.RequireHolds(order.Output, order.Encoding.Kind!.Value, target.Info.Format);
        if (order.ImpulseResponse is { } ir) ports.Decode.Open(ir).Dispose();
        foreach (var path in new[] { order.Output, order.PresetPath, order.ReportPath, order.PreviewPath })
            if (path is not null) WholeFile.RequireWritable(path);
    }
}
