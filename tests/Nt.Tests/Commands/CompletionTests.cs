using System.Diagnostics;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("nt ''", "match")]
    [InlineData("nt mat", "match")]
    [InlineData("nt match --no-", "--no-rider")]
    [InlineData("nt match --bits ''", "32f")]
    [InlineData("nt match --mode ''", "b")]
    [InlineData("nt completion ''", "zsh")]
    public void Given_bash_then_it_accepts_the_script_and_offers_what_fits(string line, string expected) => Assert.Contains(expected, Complete(line).Split('\n'));

    [Fact]
    public void Given_bash_and_an_option_of_a_file_then_paths_are_offered()
    {
        var folder = Directory.CreateTempSubdirectory("nt-complete-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "my song.wav"), "");
            Assert.Contains($"{folder}/my song.wav", Complete($"nt match --target {folder}/my").Split('\n'));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Given_zsh_then_every_command_and_option_is_described()
    {
        var script = InProcess.Run("completion", "zsh").Out;
        Assert.StartsWith("#compdef nt\n", script);
        foreach (var text in new[] { "'match:", "'probe:", "'--no-rider[", "'--bits[", ":(16 24 32f)", ":_files" }) Assert.Contains(text, script);
    }

    // Asks bash what it would offer at the end of the line.
    private static string Complete(string line)
    {
        var words = line.Split(' ');
        var script = InProcess.Run("completion", "bash").Out + $"""

            COMP_WORDS=({string.Join(' ', words)})
            COMP_CWORD={words.Length - 1}
            compopt() ( true )
            _nt
            printf '%s\n' "${"{COMPREPLY[@]}"}"
            """;
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        bash.StandardInput.Write(script.ReplaceLineEndings("\n"));
        bash.StandardInput.Close();
        var output = bash.StandardOutput.ReadToEnd();
        Assert.Empty(bash.StandardError.ReadToEnd());
        return output;
    }
}
