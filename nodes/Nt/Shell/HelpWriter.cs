using System.CommandLine;

namespace NTWorkstation.Nt.Shell;

/// <summary>Help of a command: what it does, usage, arguments, options by group, examples, exit codes.</summary>
internal static class HelpWriter
{
    private const int LongestLabel = 30;

    public static void Write(Command command, Sink sink)
    {
        Paragraphs.Write(sink, command.Description ?? "", 0);
        sink.WriteLine();
        Title(sink, "Usage");
        sink.WriteLine($"  {UsageLine(command)}");
        var nt = command as NtCommand;
        if (command.Subcommands.Count > 0) Rows(sink, "Commands", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, FirstSentence(c.Description)))]);
        if (command.Arguments.Count > 0) Rows(sink, "Arguments", [.. command.Arguments.Select(a => (a.HelpName ?? a.Name.ToUpperInvariant(), a.Description ?? ""))]);
        if (nt is not null)
        {
            foreach (var (title, options) in nt.Groups) Rows(sink, title, [.. options.Select(o => (Label(o), Text(o)))]);
            foreach (var remark in nt.Remarks)
            {
                sink.WriteLine();
                Paragraphs.Write(sink, remark, 0);
            }
        }
        if (nt is { Examples.Count: > 0 })
        {
            sink.WriteLine();
            Title(sink, "Examples");
            foreach (var (line, meaning) in nt.Examples)
            {
                sink.WriteLine($"  {sink.Paint(Ink.Cyan, line)}");
                Paragraphs.Write(sink, meaning, 6);
            }
        }
        sink.WriteLine();
        sink.WriteLine(ExitCode.Summary);
    }

    private static string UsageLine(Command command)
    {
        if (command.Parents.FirstOrDefault() is null) return "nt COMMAND [options]";
        var tail = (command as NtCommand)?.Usage
            ?? (command.Subcommands.Count > 0 ? "COMMAND [options]" : string.Join(' ', command.Arguments.Select(a => a.HelpName ?? a.Name.ToUpperInvariant()).Append("[options]")));
        return $"{Complaints.NameOf(command)} {tail}";
    }

    private static string Label(Option option) => option.HelpName is { } value && option.ValueType != typeof(bool) ? $"{option.Name} {value}" : option.Name;

    private static string Text(Option option)
    {
        var text = option.Description ?? "";
        if (option.Required) text += " Required.";
        if (option is IValueHint { DefaultText: { } standard }) text += $" Default: {standard}.";
        return text;
    }

    private static void Rows(Sink sink, string title, (string Label, string Text)[] rows)
    {
        sink.WriteLine();
        Title(sink, title);
        var column = 2 + Math.Min(LongestLabel, rows.Max(r => r.Label.Length)) + 2;
        foreach (var (label, text) in rows)
        {
            var lead = "  " + sink.Paint(Ink.Cyan, label);
            if (label.Length > column - 4)
            {
                sink.WriteLine(lead);
                Paragraphs.Write(sink, text, column);
            }
            else Paragraphs.Write(sink, lead, 2 + label.Length, text, column);
        }
    }

    private static void Title(Sink sink, string text) => sink.WriteLine(sink.Paint(Ink.Bold, text + ":"));

    private static string FirstSentence(string? text)
    {
        var end = text?.IndexOf(". ", StringComparison.Ordinal) ?? -1;
        return end < 0 ? text ?? "" : text![..(end + 1)];
    }
}
