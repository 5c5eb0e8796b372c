using System.CommandLine;
using System.CommandLine.Parsing;

namespace NTWorkstation.Nt.Shell;

/// <summary>What does not make sense on a command line, in words, with what was probably meant.</summary>
internal static class Complaints
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var strangers = parsed.UnmatchedTokens;
        if (command is RootCommand && strangers.Count > 0 && !strangers[0].StartsWith('-'))
            return [$"There is no command '{strangers[0]}'.{Meant(strangers[0], command.Subcommands.Select(c => c.Name))}"];
        // What follows a misspelt option is its value, and what it would have given seems to be missing: neither is worth a line.
        var options = strangers.Where(t => t.StartsWith('-') && t.Length > 1).Distinct().ToArray();
        if (options.Length > 0)
            return options.Select(o => $"{NameOf(command)} has no option {o}.{Meant(o, command.Options.Where(k => !k.Hidden).Select(k => k.Name))}");
        if (strangers.Count > 0 && parsed.Errors.Count == strangers.Count)
            return [$"{NameOf(command)} does not know what to do with {string.Join(", ", strangers.Select(s => $"'{s}'"))}. Put names with spaces in quotes."];
        return parsed.Errors.Select(Wording).Distinct();
    }

    /// <summary>As it is typed: nt, or nt with the command.</summary>
    public static string NameOf(Command command) => command is RootCommand ? "nt" : $"nt {command.Name}";

    private static string Wording(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option.Required: true, Tokens.Count: 0, IdentifierToken: null } option => $"{option.Option.Name} is missing.",
        OptionResult { Tokens.Count: 0, IdentifierToken: not null } option => $"{option.Option.Name} needs a value.",
        ArgumentResult { Tokens.Count: 0 } argument when argument.Parent is CommandResult => $"{argument.Argument.HelpName ?? argument.Argument.Name} is missing.",
        _ => error.Message,
    };

    private static string Meant(string word, IEnumerable<string> known)
    {
        var (name, distance) = known.Select(k => (k, Distance(word, k))).MinBy(p => p.Item2);
        return name is not null && distance <= Math.Max(1, name.TrimStart('-').Length / 3) ? $" Did you mean {name}?" : "";
    }

    // Insertions, deletions, replacements and exchanged neighbours (Damerau and Levenshtein, optimal string alignment).
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
