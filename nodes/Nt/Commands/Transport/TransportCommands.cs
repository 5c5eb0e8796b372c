using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Transport;

/// <summary>nt transport …: controls what another process plays.</summary>
internal sealed class TransportCommands : GroupCommand
{
    public TransportCommands(CommandContext context) : base(context, "transport", "Controls a node that plays (nt play), from another process.")
    {
        Add(new TransportVerb(context, "play", "Begins, or goes on after a pause.", _ => new Contracts.Transport.Play()));
        Add(new TransportVerb(context, "pause", "Pauses.", _ => new Pause()));
        Add(new TransportVerb(context, "toggle", "Pauses, or goes on.", _ => new TogglePause()));
        Add(new StopCommand(context));
        Add(new TransportVerb(context, "next", "To the next entry.", _ => new Next()));
        Add(new TransportVerb(context, "prev", "To the beginning of the entry, or to the one before.", _ => new Previous()));
        Add(new TransportVerb(context, "seek", "To a position in the entry: 83.5, 1:23.5, or +10 and -10 from here.", Seek, "TIME"));
        Add(new TransportVerb(context, "volume", "Sets the volume in dB, -144 to 24; 0 changes no bit.", Volume, "DB"));
        Add(new TransportVerb(context, "queue", "Appends files, playlists or addresses; without any it lists the queue.", Enqueue, "SOURCES", isMany: true) { Shown = TransportText.Queue });
        Add(new TransportVerb(context, "status", "What plays, where, and through what.", _ => new GetStatus()) { Shown = TransportText.Status });
        Add(new WatchCommand(context));
        Add(new Chain.ChainCommands(context));
        Remarks = ["A node that plays listens at $XDG_RUNTIME_DIR/ntworkstation/transport.sock, for its user alone; --node names another socket."];
        Examples =
        [
            ("nt transport seek 1:30", "In what plays."),
            ("nt transport queue ~/music/next.flac", "To be played after all others."),
            ("nt transport chain set eq.bands[0].gain_db=2", "A parameter of the chain, while it plays."),
            ("nt transport status --json", "For scripts."),
        ];
    }

    private static TransportCommand Seek(string[] values)
    {
        var text = values[0];
        return text[0] switch
        {
            '+' => new SeekBy(new(TimeText.Seconds(text[1..]))),
            '-' => new SeekBy(new(-TimeText.Seconds(text[1..]))),
            _ => new SeekTo(new(TimeText.Seconds(text))),
        };
    }

    private static SetVolume Volume(string[] values) =>
        double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var db) && double.IsFinite(db)
            ? new(new Decibels(db))
            : throw new UsageException($"'{values[0]}' is no volume: write a number of dB.");

    private static TransportCommand Enqueue(string[] values)
    {
        if (values.Length == 0) return new GetStatus();
        try
        {
            return new Enqueue([.. values.Select(SourceAddress.Parse).Select(a => (a.IsFile ? SourceAddress.OfFile(Path.GetFullPath(a.Rest)) : a).ToString())]);
        }
        catch (FormatException problem)
        {
            throw new UsageException(problem.Message);
        }
    }
}
