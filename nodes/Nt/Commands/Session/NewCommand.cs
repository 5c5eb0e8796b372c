using System.CommandLine;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Commands;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session new.</summary>
internal sealed class NewCommand : SessionVerb
{
    private readonly Argument<string> _name = new("NAME") { HelpName = "NAME", Description = "What the session is to be called." };
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public NewCommand(CommandContext context) : base(context, "new", "Begins a session.", isNamed: false)
    {
        Arguments.Add(_name);
        Group("Options", _json);
        Examples = [("nt session new \"first album\"", "An empty session of that name.")];
    }

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var name = parsed.GetRequiredValue(_name);
        var id = await SessionBirth.BeginAsync(Folder, name, session => SessionDecisions.Create(session, name), cancellation);
        if (parsed.GetValue(_json))
            Json.WriteTo(Out, json =>
            {
                json.WriteString("schema", "nt.session-new/1");
                json.WriteString("id", id.Value);
                json.WriteString("name", name);
            });
        else Out.WriteLine($"{id}  {Text.Printable(name)}");
        return ExitCode.Done;
    }
}
