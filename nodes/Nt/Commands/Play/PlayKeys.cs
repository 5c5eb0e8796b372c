using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>Keys as commands, where a person sits at a terminal.</summary>
internal sealed class PlayKeys : IDisposable
{
    private static readonly Audio.Signal.Seconds Step = new(5);
    private readonly IActorRef _transport;
    private readonly Action _quit;
    private readonly Func<double> _volume;
    private readonly Func<bool> _stopsAfterCurrent;
    private volatile bool _isOver;

    private PlayKeys(IActorRef transport, Func<double> volume, Func<bool> stopsAfterCurrent, Action quit) => (_transport, _volume, _stopsAfterCurrent, _quit) = (transport, volume, stopsAfterCurrent, quit);

    /// <returns>Null where nobody types.</returns>
    /// <param name="volume">As it is now, in dB.</param>
    /// <param name="stopsAfterCurrent">As it is now.</param>
    public static PlayKeys? Start(Streams streams, IActorRef transport, Func<double> volume, Func<bool> stopsAfterCurrent, Action quit)
    {
        if (Console.IsInputRedirected || !streams.Error.IsTerminal) return null;
        var keys = new PlayKeys(transport, volume, stopsAfterCurrent, quit);
        new Thread(keys.Read) { IsBackground = true, Name = "keys" }.Start();
        return keys;
    }

    // The thread sits in a read that nothing ends; it is a background one and asks before it acts.
    public void Dispose() => _isOver = true;

    private void Read()
    {
        try
        {
            while (!_isOver)
            {
                var key = Console.ReadKey(intercept: true);
                if (_isOver) return;
                if (key.Key == ConsoleKey.Q)
                {
                    _quit();
                    return;
                }
                if (Command(key) is { } command) _transport.Tell(command, ActorRefs.NoSender);
            }
        }
        catch (InvalidOperationException)
        {
            // The terminal has gone.
        }
    }

    private TransportCommand? Command(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Spacebar => new TogglePause(),
        ConsoleKey.LeftArrow => new SeekBy(new(-Step.Value)),
        ConsoleKey.RightArrow => new SeekBy(Step),
        ConsoleKey.UpArrow => new SetVolume(new(Math.Min(24, _volume() + 1))),
        ConsoleKey.DownArrow => new SetVolume(new(Math.Max(-144, _volume() - 1))),
        ConsoleKey.N => new Next(),
        ConsoleKey.P => new Previous(),
        ConsoleKey.S => new SetStopAfterCurrent(!_stopsAfterCurrent()),
        _ => null,
    };
}
