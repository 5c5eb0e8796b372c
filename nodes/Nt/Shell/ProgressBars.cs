using System.Text;
using Spectre.Console;

namespace NTWorkstation.Nt.Shell;

/// <summary>What work reports to: the name of a step and how far it is.</summary>
internal delegate void ReportStep(string step, double fraction);

/// <summary>Progress bars on a terminal's error stream, one a step; nothing in a pipe.</summary>
internal static class ProgressBars
{
    public static T Run<T>(Sink sink, bool wanted, IReadOnlyList<string> steps, Func<ReportStep, T> work) =>
        wanted && sink.IsTerminal ? OnTerminal(sink, steps, work) : work((_, _) => { });

    // Apart, so that nothing of the library is loaded where there is no terminal.
    private static T OnTerminal<T>(Sink sink, IReadOnlyList<string> steps, Func<ReportStep, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = sink.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new TerminalOutput(sink),
        });
        return console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(BarColumn.Row(sink.Width))
            .Start(context =>
            {
                var bars = steps.Select(s => context.AddTask(Markup.Escape(s), autoStart: false)).ToArray();
                return work((step, fraction) =>
                {
                    for (var i = 0; i < steps.Count; i++)
                    {
                        if (steps[i] != step) continue;
                        if (!bars[i].IsStarted) bars[i].StartTask();
                        bars[i].Value = Math.Clamp(fraction, 0, 1) * 100;
                        // What comes before is done, whatever its last report said.
                        for (var j = 0; j < i; j++)
                        {
                            if (!bars[j].IsStarted) bars[j].StartTask();
                            bars[j].Value = 100;
                        }
                    }
                });
            });
    }

    private sealed class TerminalOutput(Sink sink) : IAnsiConsoleOutput
    {
        public TextWriter Writer => sink.Writer;
        public bool IsTerminal => true;
        public int Width => sink.Width;
        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
