using NTWorkstation.Mastering.Job;

namespace NTWorkstation.Nt.Shell;

/// <summary>A job's progress as steps with a name.</summary>
internal sealed class JobSteps(ReportStep report) : IProgress<JobProgress>
{
    public static readonly IReadOnlyList<string> All = [Name(JobStep.Analyse), Name(JobStep.Invert), Name(JobStep.Render), Name(JobStep.Verify)];

    public static string Name(JobStep step) => step switch
    {
        JobStep.Analyse => "Listening",
        JobStep.Invert => "Matching",
        JobStep.Render => "Rendering",
        _ => "Checking",
    };

    public void Report(JobProgress value) => report(Name(value.Step), value.Fraction);
}
