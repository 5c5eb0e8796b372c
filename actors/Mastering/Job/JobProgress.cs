namespace NTWorkstation.Mastering.Job;

/// <summary>Steps of a job, in order.</summary>
public enum JobStep
{
    Analyse,
    Invert,
    Render,
    Verify,
}

/// <summary>How far a job is.</summary>
/// <param name="Step">What it does now.</param>
/// <param name="Fraction">Of this step, 0 to 1; a step may be entered again (a second rendering).</param>
/// <param name="Subject">The file or the pass it is about; may be empty.</param>
public readonly record struct JobProgress(JobStep Step, double Fraction, string Subject);
