using System.CommandLine;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt;

/// <summary>One run of nt: parse, then help, version, a complaint or the command.</summary>
internal static class Application
{
    public static int Run(IReadOnlyList<string> args, CommandContext context)
    {
        var streams = context.Streams;
        var name = "nt";
        try
        {
            var parsed = CommandTree.Build(context).Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            name = Complaints.NameOf(parsed.CommandResult.Command);
            if (parsed.Errors.Count > 0)
            {
                foreach (var message in Complaints.Of(parsed)) streams.Error.WriteLine($"{streams.Error.Paint(Ink.Red, "nt:")} {message}");
                streams.Error.WriteLine($"See {name} --help.");
                return ExitCode.Usage;
            }
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = streams.Out.Writer,
                Error = streams.Error.Writer,
                EnableDefaultExceptionHandler = false,
            });
        }
        // The top of the program: whatever is thrown becomes a message and a code.
        catch (Exception failure) when (failure is not StackOverflowException)
        {
            return Failures.Tell(failure, streams, name);
        }
    }
}
