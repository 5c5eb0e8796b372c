using Spectre.Console;
using Spectre.Console.Rendering;

namespace NTWorkstation.Nt.Shell;

/// <summary>A bar that shows what is done without colours too: heavy for done, light for left.</summary>
internal sealed class BarColumn(int width) : ProgressColumn
{
    private const int Widest = 40, Narrowest = 6;
    // With the spaces between them.
    private const int NameAndShare = 16, TimeLeft = 10;

    /// <summary>Name, bar, share done and time left, as far as a terminal of so many columns has room for them.</summary>
    public static ProgressColumn[] Row(int columns)
    {
        var timed = columns >= NameAndShare + TimeLeft + Narrowest;
        var bar = new BarColumn(Math.Clamp(columns - NameAndShare - (timed ? TimeLeft : 0), Narrowest, Widest));
        ProgressColumn[] row = [new TaskDescriptionColumn { Alignment = Justify.Left }, bar, new PercentageColumn()];
        return timed ? [.. row, new RemainingTimeColumn()] : row;
    }

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        var done = (int)Math.Round(Math.Clamp(task.Percentage / 100, 0, 1) * width);
        return new Markup($"[{(task.IsFinished ? "green" : "yellow")}]{new string('━', done)}[/][grey]{new string('─', width - done)}[/]");
    }
}
