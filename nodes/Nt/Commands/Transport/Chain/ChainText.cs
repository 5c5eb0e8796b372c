using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport.Chain;

/// <summary>A chain for people.</summary>
internal static class ChainText
{
    public static void Write(TransportStatus status, Sink sink)
    {
        if (status.Chain.Count == 0)
        {
            sink.WriteLine("The chain is empty.");
            return;
        }
        var table = new Table(new Column("stage", true), new Column("kind"), new Column(""), new Column("parameters"));
        foreach (var stage in status.Chain)
            table.Add(FormattableString.Invariant($"{stage.Id}"), stage.Processor.Processor, State(stage), Text.Printable(Parameters(stage.Processor)));
        table.Write(sink);
    }

    public static string State(ChainStage stage) => stage.Problem is { } problem ? $"given up: {Text.Printable(problem)}" : stage.IsBypassed ? "bypassed" : "";

    /// <summary>In the words that set takes.</summary>
    private static string Parameters(ProcessorSettings settings) => string.Join(' ', settings.Parameters().Select(p => $"{p.Path}={Value(p.Value)}"));

    private static string Value(ParameterValue value) => value switch
    {
        NumberValue number => number.Token,
        NumbersValue { Tokens.Count: <= 8 } numbers => string.Join(',', numbers.Tokens),
        NumbersValue numbers => $"{string.Join(',', numbers.Tokens.Take(8))},… ({numbers.Tokens.Count})",
        TextValue text => text.Text,
        _ => "",
    };
}
