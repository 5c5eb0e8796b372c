using System.Diagnostics;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Job;

/// <summary>Wall and processor time of a job's steps. The processor time is that of the process.</summary>
internal sealed class JobClock
{
    public const int Analysed = 0, Inverted = 1, Tried = 2, Rendered = 3;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TimeSpan _start = Now();
    private readonly TimeSpan[] _marks = new TimeSpan[4];

    public void Mark(int step) => _marks[step] = Now();

    public JobCost Cost() => new()
    {
        Analyse = Between(_start, _marks[Analysed]),
        Invert = Between(_marks[Analysed], _marks[Inverted]),
        Trials = Between(_marks[Inverted], _marks[Tried]),
        Render = Between(_marks[Tried], _marks[Rendered]),
        Cpu = Between(_start, Now()),
        Elapsed = new(_watch.Elapsed.TotalSeconds),
    };

    private static Seconds Between(TimeSpan from, TimeSpan to) => new((to - from).TotalSeconds);

    private static TimeSpan Now()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
