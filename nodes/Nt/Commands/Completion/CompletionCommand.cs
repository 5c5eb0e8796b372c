using System.CommandLine;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Completion;

/// <summary>nt completion: a script that completes commands, options, words and paths in a shell.</summary>
internal sealed class CompletionCommand : NtCommand
{
    public CompletionCommand(CommandContext context, RootCommand root) : base("completion", "Prints the completion script of a shell.")
    {
        var shell = new WordArgument("SHELL", "bash or zsh.", "bash", "zsh");
        Arguments.Add(shell);
        Remarks = ["bash: put  source <(nt completion bash)  into ~/.bashrc. zsh: nt completion zsh > \"${fpath[1]}/_nt\", then start a new shell."];
        Examples = [("source <(nt completion bash)", "Completion in this bash."), ("source <(nt completion zsh)", "Completion in this zsh.")];
        SetAction(parsed =>
        {
            context.Streams.Out.Write(parsed.GetRequiredValue(shell) == "bash" ? BashScript.Of(root) : ZshScript.Of(root));
            return ExitCode.Done;
        });
    }
}
