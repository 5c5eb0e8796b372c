using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport;

/// <summary>nt transport stop: now, or when the entry has ended.</summary>
internal sealed class StopCommand : NtCommand
{
    private readonly FlagOption _afterCurrent = new("--after-current", "When the entry that plays has ended; the next play begins the one after it.");
    private readonly FlagOption _off = new("--off", "With --after-current: takes that back.");
    private readonly FileOption _node = NodeOption.Make();
    private readonly FlagOption _json = new("--json", "Prints the reply as one JSON document.");

    public StopCommand(CommandContext context) : base("stop", "Stops, at once or after the entry that plays.")
    {
        Group("Options", _afterCurrent, _off, _node, _json);
        SetAction(parsed =>
        {
            if (parsed.GetValue(_off) && !parsed.GetValue(_afterCurrent)) throw new UsageException("--off goes with --after-current.");
            TransportCommand asked = parsed.GetValue(_afterCurrent) ? new SetStopAfterCurrent(!parsed.GetValue(_off)) : new Stop();
            var reply = NodeLink.AskAsync(_node.Socket(parsed, context), asked, context.Arm()).GetAwaiter().GetResult();
            if (parsed.GetValue(_json)) context.Streams.Out.WriteLine(System.Text.Encoding.UTF8.GetString(TransportJson.Write(reply)));
            if (reply is Refused refused) throw new RefusalException(refused.Problem);
            return ExitCode.Done;
        });
    }
}
