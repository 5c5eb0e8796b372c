using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;

namespace NTWorkstation.Nt.Endpoint.Mpris;

/// <summary>A call that cannot be answered as asked.</summary>
internal sealed class BusCallException(string name, string message) : Exception(message)
{
    public string Name { get; } = name;

    public static BusCallException Failed(string message) => new("org.freedesktop.DBus.Error.Failed", message);

    public static BusCallException Invalid(string message) => new("org.freedesktop.DBus.Error.InvalidArgs", message);
}

/// <summary>What is called on the bus as commands of the transport. For one thread, which waits for the transport.</summary>
internal sealed class PlayerCalls(IActorRef transport, Action quit)
{
    public const string Application = "org.mpris.MediaPlayer2", Player = "org.mpris.MediaPlayer2.Player";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public TransportStatus Status() => Ask(new GetStatus()) is StatusReply { Status: var status } ? status : throw BusCallException.Failed("The transport does not tell its status.");

    /// <summary>A method without results.</summary>
    /// <exception cref="BusCallException">It cannot be done, or there is no such method.</exception>
    public void Call(string face, string member, IReadOnlyList<object?> arguments)
    {
        switch (face, member)
        {
            case (Application, "Raise"):
                return;
            case (Application, "Quit"):
                quit();
                return;
            case (Player, "Play"):
                Do(new Play());
                return;
            case (Player, "Pause"):
                // What does not play is paused enough.
                if (Status().State == TransportState.Playing) Do(new Pause());
                return;
            case (Player, "PlayPause"):
                Do(new TogglePause());
                return;
            case (Player, "Stop"):
                Do(new Stop());
                return;
            case (Player, "Next"):
                // Behind the last one there is nothing to play.
                if (Ask(new Next()) is Refused) Do(new Stop());
                return;
            case (Player, "Previous"):
                Do(new Previous());
                return;
            case (Player, "Seek") when arguments is [long distance]:
                Do(new SeekBy(PlayerProperties.Time(distance)));
                return;
            case (Player, "SetPosition") when arguments is [BusPath track, long position]:
                SetPosition(track, position);
                return;
            case (Player, "OpenUri") when arguments is [string uri]:
                Open(uri);
                return;
            case (Application or Player, "Seek" or "SetPosition" or "OpenUri"):
                throw BusCallException.Invalid($"{member} takes other arguments.");
            default:
                throw new BusCallException("org.freedesktop.DBus.Error.UnknownMethod", $"There is no method {member} of {face}.");
        }
    }

    /// <exception cref="BusCallException">There is no such property, or it cannot have this value.</exception>
    public void Set(string face, string property, object? value)
    {
        switch (face, property, value)
        {
            case (Player, "Volume", double volume):
                Do(new SetVolume(PlayerProperties.DecibelsOf(volume)));
                return;
            case (Player, "Shuffle", bool isOn):
                Do(new SetShuffle(isOn));
                return;
            case (Player, "LoopStatus", string word):
                Do(new SetLoop(PlayerProperties.LoopOf(word) ?? throw BusCallException.Invalid("LoopStatus is None, Track or Playlist.")));
                return;
            case (Player, "Rate", double rate):
                // The rate is fixed; 0 asks for a pause.
                if (rate == 0) Do(new Pause());
                return;
            default:
                throw BusCallException.Invalid($"{property} of {face} cannot be set to that.");
        }
    }

    // A call that was meant for a track that is over is of no effect, as is a place outside of it.
    private void SetPosition(BusPath track, long position)
    {
        var status = Status();
        if (status.Entry is null || track != PlayerProperties.TrackOf(status.Entry) || position < 0) return;
        if (status.Queue.FirstOrDefault(e => e.Id == status.Entry)?.Duration is { } duration && position > PlayerProperties.Microseconds(duration)) return;
        Do(new SeekTo(PlayerProperties.Time(position)));
    }

    private void Open(string uri)
    {
        string address;
        try
        {
            address = Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IsFile ? SourceAddress.OfFile(parsed.LocalPath).ToString() : SourceAddress.Parse(uri).ToString();
        }
        catch (FormatException problem)
        {
            throw BusCallException.Invalid(problem.Message);
        }
        var before = Status().Queue.Select(e => e.Id).ToHashSet();
        Do(new Enqueue([address]));
        if (Status().Queue.FirstOrDefault(e => !before.Contains(e.Id)) is { } added) Do(new PlayEntry(added.Id));
    }

    private void Do(TransportCommand command)
    {
        if (Ask(command) is Refused refused) throw BusCallException.Failed(refused.Problem);
    }

    private TransportReply Ask(TransportCommand command)
    {
        try
        {
            return transport.Ask<TransportReply>(command, Patience, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (AskFailedException problem)
        {
            throw BusCallException.Failed(problem.Message);
        }
    }
}
