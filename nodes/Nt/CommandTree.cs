using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using NTWorkstation.Nt.Commands.Abx;
using NTWorkstation.Nt.Commands.Analyze;
using NTWorkstation.Nt.Commands.Bench;
using NTWorkstation.Nt.Commands.Capture;
using NTWorkstation.Nt.Commands.Chain;
using NTWorkstation.Nt.Commands.Completion;
using NTWorkstation.Nt.Commands.Convert;
using NTWorkstation.Nt.Commands.Demo;
using NTWorkstation.Nt.Commands.Devices;
using NTWorkstation.Nt.Commands.Journal;
using NTWorkstation.Nt.Commands.Match;
using NTWorkstation.Nt.Commands.Measure;
using NTWorkstation.Nt.Commands.Monitor;
using NTWorkstation.Nt.Commands.Play;
using NTWorkstation.Nt.Commands.Probe;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Commands.Session;
using NTWorkstation.Nt.Commands.Sources;
using NTWorkstation.Nt.Commands.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt;

/// <summary>All commands, with our own help and version.</summary>
internal static class CommandTree
{
    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("Gives a track the sound of a reference; plays, analyses, measures, renders and converts audio.")
        {
            new Commands.Match.MatchCommand(context),
            new AnalyzeCommand(context),
            new Commands.Render.RenderCommand(context),
            new MeasureCommand(context),
            new Commands.Loudness.LoudnessCommand(context),
            new ProbeCommand(context),
            new ConvertCommand(context),
            new PlayCommand(context),
            new TransportCommands(context),
            new MonitorCommand(context),
            new DevicesCommand(context),
            new SourcesCommand(context),
            new CaptureCommand(context),
            new ChainCommands(context),
            new SessionCommands(context),
            new JournalCommands(context),
            new AbxCommand(context),
            new BenchCommands(context),
            new DemoCommand(context),
        };
        root.Add(new CompletionCommand(context, root));
        root.SetAction(_ =>
        {
            HelpWriter.Write(root, context.Streams.Error);
            return ExitCode.Usage;
        });
        for (var i = root.Options.Count - 1; i >= 0; i--)
            if (root.Options[i] is HelpOption or VersionOption) root.Options.RemoveAt(i);
        root.Options.Add(new HelpOption("--help", "-h") { Recursive = true, Description = "Shows help.", Action = new ShowHelp(context.Streams.Out) });
        root.Options.Add(new VersionOption("--version") { Description = "Shows the version.", Action = new ShowVersion(context.Streams.Out) });
        return root;
    }

    /// <summary>The version with which renders are signed.</summary>
    public static string Version =>
        typeof(CommandTree).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private sealed class ShowHelp(Sink sink) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            HelpWriter.Write(parseResult.CommandResult.Command, sink);
            return ExitCode.Done;
        }
    }

    private sealed class ShowVersion(Sink sink) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            sink.WriteLine($"nt {Version}");
            return ExitCode.Done;
        }
    }
}
