using System.CommandLine;
using System.Text;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Completion;

/// <summary>Completion for bash. The script knows everything itself: no key press starts nt.</summary>
internal static class BashScript
{
    public static string Of(RootCommand root)
    {
        var script = new StringBuilder();
        script.Append("# bash completion of nt\n_nt() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=${COMP_WORDS[1]}\n  COMPREPLY=()\n  compopt +o default 2>/dev/null\n");
        var leaves = GroupCommand.Leaves(root).ToArray();
        script.Append("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        script.Append($"    COMPREPLY=($(compgen -W '{Names(root.Subcommands)} --help --version' -- \"$cur\"))\n    return\n  fi\n");
        foreach (var group in root.Subcommands.Where(c => c.Subcommands.Count > 0))
        {
            script.Append($"  if [ \"$cmd\" = {group.Name} ]; then\n    if [ \"$COMP_CWORD\" -eq 2 ]; then\n");
            script.Append($"      COMPREPLY=($(compgen -W '{Names(group.Subcommands)} --help' -- \"$cur\"))\n      return\n    fi\n    cmd=\"$cmd ${{COMP_WORDS[2]}}\"\n  fi\n");
        }
        script.Append("  case \"$cmd $prev\" in\n");
        foreach (var (words, command) in leaves)
        {
            foreach (var option in command.Options)
            {
                if (option is not IValueHint hint) continue;
                script.Append($"    '{words} {option.Name}')\n");
                script.Append(hint.Kind switch
                {
                    ValueKind.File => "      compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n",
                    ValueKind.Word => $"      COMPREPLY=($(compgen -W '{string.Join(' ', hint.Words)}' -- \"$cur\")) ;;\n",
                    _ => "      ;;\n",
                });
            }
        }
        script.Append("    *)\n      case \"$cur\" in\n        -*)\n          case \"$cmd\" in\n");
        foreach (var (words, command) in leaves)
            script.Append($"            '{words}') COMPREPLY=($(compgen -W '{Names(command.Options.Where(o => !o.Hidden))} --help' -- \"$cur\")) ;;\n");
        script.Append("          esac ;;\n        *)\n          case \"$cmd\" in\n");
        foreach (var (words, command) in leaves)
        {
            if (command.Arguments.OfType<IValueHint>().FirstOrDefault(h => h.Kind == ValueKind.Word) is { } hint)
                script.Append($"            '{words}') COMPREPLY=($(compgen -W '{string.Join(' ', hint.Words)}' -- \"$cur\")) ;;\n");
            else if (command.Arguments.Any(a => a is IValueHint { Kind: ValueKind.File }))
                script.Append($"            '{words}') compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n");
        }
        script.Append("          esac ;;\n      esac ;;\n  esac\n}\ncomplete -F _nt nt\n");
        return script.ToString();
    }

    private static string Names(IEnumerable<Symbol> symbols) => string.Join(' ', symbols.Select(s => s.Name));
}
