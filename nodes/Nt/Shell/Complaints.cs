using System.CommandLine;
using System.CommandLine.Parsing;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Nt.Shell;

/// <summary>What does not make sense on a command line, in words, with what was probably meant.</summary>
internal static class Complaints
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var strangers = parsed.UnmatchedTokens;
        if (command.Subcommands.Count > 0 && strangers.Count > 0 && !strangers[0].StartsWith('-'))
            return [$"There is no command '{(command is RootCommand ? "" : NameOf(command) + " ")}{strangers[0]}'.{Meant(strangers[0], command.Subcommands.Select(c => c.Name))}"];
        // What follows a misspelt option is its value, and what it would have given seems to be missing: neither is worth a line.
        var options = strangers.Where(t => t.StartsWith('-') && t.Length > 1).Distinct().ToArray();
        if (options.Length > 0)
            return options.Select(o => $"{NameOf(command)} has no option {o}.{Meant(o, command.Options.Where(k => !k.Hidden).Select(k => k.Name))}");
        if (strangers.Count > 0 && parsed.Errors.Count == strangers.Count)
            return [$"{NameOf(command)} does not know what to do with {string.Join(", ", strangers.Select(s => $"'{s}'"))}. Put names with spaces in quotes."];
        return parsed.Errors.Select(Wording).Distinct();
    }

    /// <summary>As it is typed: "nt", "nt match", "nt session new".</summary>
    public static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : "nt";

    private static string Wording(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option.Required: true, Tokens.Count: 0, IdentifierToken: null } option => $"{option.Option.Name} is missing.",
        OptionResult { Tokens.Count: 0, IdentifierToken: not null } option => $"{option.Option.Name} needs a value.",
        ArgumentResult { Tokens.Count: 0 } argument when argument.Parent is CommandResult => $"{argument.Argument.HelpName ?? argument.Argument.Name} is missing.",
        _ => error.Message,
    };

    private static string Meant(string word, IEnumerable<string> known) =>
        Spelling.Closest(word, known) is { } name ? $" Did you mean {name}?" : "";
}
