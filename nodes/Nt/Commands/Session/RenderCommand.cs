using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session render: the mix through the master, and the fact that it was made.</summary>
internal sealed class RenderCommand : SessionVerb
{
    private readonly FileArgument _output = new("OUT", $"The file to write; its extension says the format: {OutputKind.Extensions}.") { HelpName = "OUT" };
    private readonly OutputOptions _stored = new();
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public RenderCommand(CommandContext context) : base(context, "render", "Renders a session and remembers the hash of its samples, so that any later replay can be compared with it.")
    {
        Usage = "NAME OUT [options]";
        Arguments.Add(_output);
        Group("Options", [.. _stored.All, _json, TakeOver]);
        Examples = [("nt session render single single.flac", "24 bit FLAC; nt session replay makes the same samples again.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.GetRequiredValue(_output);
        var encoding = _stored.Read(parsed, output);
        var json = parsed.GetValue(_json);
        var state = await FindAsync(parsed, cancellation);
        var plan = SessionRendering.PlanOf(state);
        // The session stays free for others while it is rendered: what is remembered is the event that the render knew of.
        var result = SessionRendering.Render(Context, state, plan, output, encoding, json, cancellation);
        var record = new RecordRender(PlanRenderer.Record(state.Sequence, plan, result));
        var applied = Require(await SendAsync(parsed, state.Id, record, cancellation));
        if (json) SessionRendering.WriteJson(Out, state, plan, result, encoding, "nt.session-render/1", null);
        else
        {
            SessionRendering.WriteText(Out, result);
            Out.WriteLine(FormattableString.Invariant($"event {applied.Sequence} remembers it: {result.Hash}"));
        }
        return ExitCode.Done;
    }
}
