using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Tests;

/// <summary>Runs nt in this process with streams of its own.</summary>
internal static class InProcess
{
    public sealed record Result(int Code, string Out, string Error);

    public static Result Run(params string[] args) => Run(new Setting(), args);

    public static Result Run(Setting setting, params string[] args)
    {
        using var output = setting.Out ?? new();
        using var error = new StringWriter();
        var streams = new Streams(new Sink(output, setting.IsTerminal, setting.Colour), new Sink(error, setting.IsTerminal, setting.Colour));
        var context = new CommandContext(streams, setting.Ports ?? CompositionRoot.Ports, () => setting.Cancellation)
        {
            Environment = name => setting.Environment.GetValueOrDefault(name),
        };
        var code = Application.Run(args, context);
        return new Result(code, output.ToString(), error.ToString());
    }

    public sealed record Setting
    {
        /// <summary>Where what it says is to be seen while it runs.</summary>
        public WatchedText? Out { get; init; }
        public bool IsTerminal { get; init; }
        public bool Colour { get; init; }
        public Func<Ports>? Ports { get; init; }
        public CancellationToken Cancellation { get; init; }
        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    }
}
