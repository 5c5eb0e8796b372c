using System.CommandLine;
using System.Text;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Completion;

/// <summary>Completion for zsh, with descriptions.</summary>
internal static class ZshScript
{
    public static string Of(RootCommand root)
    {
        var script = new StringBuilder("#compdef nt\n_nt() {\n  local -a commands\n  commands=(\n");
        foreach (var command in root.Subcommands) script.Append($"    '{command.Name}:{Quote(Short(command.Description))}'\n");
        script.Append("  )\n  if (( CURRENT == 2 )); then\n    _describe 'command' commands\n    _values 'option' --help --version\n    return\n  fi\n");
        script.Append("  local cmd=$words[2]\n  shift words\n  (( CURRENT-- ))\n");
        foreach (var group in root.Subcommands.Where(c => c.Subcommands.Count > 0))
        {
            script.Append($"  if [ \"$cmd\" = {group.Name} ]; then\n    local -a {group.Name}_commands\n    {group.Name}_commands=(\n");
            foreach (var command in group.Subcommands) script.Append($"      '{command.Name}:{Quote(Short(command.Description))}'\n");
            script.Append($"    )\n    if (( CURRENT == 2 )); then\n      _describe 'command' {group.Name}_commands\n      return\n    fi\n    cmd=\"$cmd $words[2]\"\n    shift words\n    (( CURRENT-- ))\n  fi\n");
        }
        script.Append("  case $cmd in\n");
        foreach (var (words, command) in GroupCommand.Leaves(root))
        {
            script.Append($"    '{words}')\n      _arguments");
            foreach (var option in command.Options.Where(o => !o.Hidden))
            {
                var repeat = option.Arity.MaximumNumberOfValues > 1 ? "*" : "";
                script.Append($" \\\n        '{repeat}{option.Name}[{Quote(Short(option.Description))}]{Action(option as IValueHint, option.HelpName)}'");
            }
            script.Append(" \\\n        '--help[Shows help.]'");
            foreach (var argument in command.Arguments)
                script.Append($" \\\n        '{(argument.Arity.MaximumNumberOfValues > 1 ? "*" : "")}{Action(argument as IValueHint, argument.Name)}'");
            script.Append("\n      ;;\n");
        }
        script.Append("  esac\n}\nif [ \"$funcstack[1]\" = \"_nt\" ]; then _nt \"$@\"; else compdef _nt nt; fi\n");
        return script.ToString();
    }

    private static string Action(IValueHint? hint, string? name)
    {
        if (hint is null) return "";
        var label = Quote(name ?? "value");
        return hint.Kind switch
        {
            ValueKind.File => $":{label}:_files",
            ValueKind.Word => $":{label}:({string.Join(' ', hint.Words)})",
            _ => $":{label}: ",
        };
    }

    private static string Short(string? text)
    {
        var end = text?.IndexOf(". ", StringComparison.Ordinal) ?? -1;
        return end < 0 ? text ?? "" : text![..(end + 1)];
    }

    // Inside '…' of _arguments: brackets and colons have a meaning there.
    private static string Quote(string text) =>
        text.Replace("'", "’", StringComparison.Ordinal).Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
