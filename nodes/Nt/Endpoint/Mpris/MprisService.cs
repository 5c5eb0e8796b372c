using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NTWorkstation.Contracts.Transport;
using static NTWorkstation.Nt.Endpoint.Mpris.LibDBus;

namespace NTWorkstation.Nt.Endpoint.Mpris;

/// <summary>
/// A player on the session bus as MPRIS 2.2 has it, so that media keys and desktops' widgets control it. A thread of its own talks to the bus and
/// sleeps while nothing happens; without a bus, or when it dies, the player plays on.
/// </summary>
internal sealed unsafe partial class MprisService : IDisposable
{
    public const string Name = "org.mpris.MediaPlayer2.ntworkstation";
    private const string Path = "/org/mpris/MediaPlayer2", PropertiesFace = "org.freedesktop.DBus.Properties";
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);
    private readonly string _address;
    private readonly PlayerCalls _calls;
    private readonly Action<string> _note;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<TransportEvent> _events = new();
    private readonly int _wake;
    private volatile bool _isEnding;
    private nint _bus;
    private IReadOnlyDictionary<string, object> _told = new Dictionary<string, object>();

    private MprisService(string address, PlayerCalls calls, Action<string> note)
    {
        (_address, _calls, _note) = (address, calls, note);
        _wake = eventfd(0, 0x800 | 0x80000);
        _thread = new Thread(Run) { IsBackground = true, Name = "mpris" };
    }

    /// <param name="note">Is told why there is no player on the bus, where one was to be expected; any thread.</param>
    /// <returns>Null where there is no session bus.</returns>
    public static MprisService? Start(Func<string, string?> environment, PlayerCalls calls, Action<string> note)
    {
        if (!OperatingSystem.IsLinux() || AddressOf(environment) is not { } address) return null;
        var service = new MprisService(address, calls, note);
        service._thread.Start();
        return service;
    }

    /// <summary>What has happened; any thread.</summary>
    public void Tell(TransportEvent e)
    {
        if (e is SoundMissing or SoundBack or BitPerfectChanged) return; // nothing that is shown there
        _events.Enqueue(e);
        Wake();
    }

    public void Dispose()
    {
        _isEnding = true;
        Wake();
        // A bus that does not answer holds up nobody: the thread is a background one.
        if (_thread.Join(LongestEnd)) _ = close(_wake);
    }

    // Never one that would be started for it: who has no session bus has no desktop.
    private static string? AddressOf(Func<string, string?> environment)
    {
        if (environment("DBUS_SESSION_BUS_ADDRESS") is { } named) return named.Length > 0 ? named : null;
        return environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && File.Exists($"{runtime}/bus") ? $"unix:path={runtime}/bus" : null;
    }

    private void Run()
    {
        try
        {
            if (!Connect()) return;
            Serve();
        }
        catch (DllNotFoundException)
        {
            // A system without the library has no desktop that would ask.
        }
#pragma warning disable CA1031 // Whatever it is: the player plays on without the bus.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _note($"Media keys no longer reach this player: {problem.Message}");
        }
        finally
        {
            Disconnect();
        }
    }

    private bool Connect()
    {
        Error error;
        dbus_error_init(&error);
        _bus = dbus_connection_open_private(_address, &error);
        if (_bus != 0)
        {
            dbus_connection_set_exit_on_disconnect(_bus, 0);
            if (dbus_bus_register(_bus, &error) != 0)
            {
                var owns = dbus_bus_request_name(_bus, Name, DoNotQueue, &error);
                // A second player has a name of its own, as the specification asks for.
                if (owns is not (PrimaryOwner or AlreadyOwner) && error.Name == 0)
                    owns = dbus_bus_request_name(_bus, $"{Name}.instance{Environment.ProcessId}", DoNotQueue, &error);
                if (owns is PrimaryOwner or AlreadyOwner) return true;
            }
        }
        _note($"Media keys do not reach this player: {(error.Message != 0 ? Text(error.Message) : "the session bus gives it no name.")}");
        dbus_error_free(&error);
        return false;
    }

    private void Disconnect()
    {
        if (_bus == 0) return;
        dbus_connection_close(_bus);
        dbus_connection_unref(_bus);
        _bus = 0;
    }

    private void Serve()
    {
        int descriptor;
        if (dbus_connection_get_unix_fd(_bus, &descriptor) == 0) return;
        _told = PlayerProperties.Of(_calls.Status());
        while (!_isEnding)
        {
            if (dbus_connection_read_write(_bus, 0) == 0) return;
            nint message;
            while ((message = dbus_connection_pop_message(_bus)) != 0)
            {
                var isLast = dbus_message_get_type(message) == LibDBus.Signal && Text(dbus_message_get_member(message)) == "Disconnected" && Text(dbus_message_get_interface(message)) == "org.freedesktop.DBus.Local";
                if (dbus_message_get_type(message) == MethodCall) Answer(message);
                dbus_message_unref(message);
                if (isLast) return;
            }
            TellChanges();
            dbus_connection_flush(_bus);
            Await(descriptor);
        }
    }

    private void TellChanges()
    {
        if (_events.IsEmpty) return;
        Seek? sought = null;
        while (_events.TryDequeue(out var e))
        {
            if (e is Sought s) sought = new(PlayerProperties.Microseconds(s.Position));
            // One that begins in its middle has not gone on as a listener would expect.
            else if (e is EntryBegan { Position.Value: > 0 } began) sought = new(PlayerProperties.Microseconds(began.Position));
        }
        var now = PlayerProperties.Of(_calls.Status());
        var changed = now.Where(p => !_told.TryGetValue(p.Key, out var before) || !IsSame(before, p.Value)).ToDictionary();
        _told = now;
        if (changed.Count > 0)
        {
            Send(dbus_message_new_signal(Path, PropertiesFace, "PropertiesChanged"), PlayerCalls.Player, changed, (string[])[]);
        }
        if (sought is { } seek) Send(dbus_message_new_signal(Path, PlayerCalls.Player, "Seeked"), seek.Position);
    }

    private readonly record struct Seek(long Position);

    private void Answer(nint call)
    {
        nint reply;
        try
        {
            reply = Reply(call);
        }
        catch (BusCallException problem)
        {
            reply = dbus_message_new_error(call, problem.Name, problem.Message.Replace("\0", "", StringComparison.Ordinal));
        }
        if (dbus_message_get_no_reply(call) != 0) dbus_message_unref(reply);
        else Send(reply);
    }

    private nint Reply(nint call)
    {
        var (face, member) = (Text(dbus_message_get_interface(call)), Text(dbus_message_get_member(call)));
        var arguments = BusValues.Arguments(call);
        switch (face, member)
        {
            case ("org.freedesktop.DBus.Peer", "Ping"):
                return dbus_message_new_method_return(call);
            case ("org.freedesktop.DBus.Introspectable", "Introspect"):
                return With(dbus_message_new_method_return(call), Text(dbus_message_get_path(call)) == Path ? MprisDescription.Player : MprisDescription.Above(Text(dbus_message_get_path(call))));
        }
        if (Text(dbus_message_get_path(call)) != Path) throw new BusCallException("org.freedesktop.DBus.Error.UnknownObject", $"The player is at {Path}.");
        if (face != PropertiesFace)
        {
            _calls.Call(face, member, arguments);
            return dbus_message_new_method_return(call);
        }
        switch (member, arguments)
        {
            case ("Get", [string of, string name]):
                var value = All(of).GetValueOrDefault(name) ?? throw new BusCallException("org.freedesktop.DBus.Error.UnknownProperty", $"There is no property {name} of {of}.");
                var answer = dbus_message_new_method_return(call);
                Iter iter;
                dbus_message_iter_init_append(answer, &iter);
                BusValues.AppendVariant(&iter, value);
                return answer;
            case ("GetAll", [string of]):
                return With(dbus_message_new_method_return(call), All(of));
            case ("Set", [string of, string name, var wanted]):
                _calls.Set(of, name, wanted);
                return dbus_message_new_method_return(call);
            default:
                throw new BusCallException("org.freedesktop.DBus.Error.UnknownMethod", $"There is no method {member} of {PropertiesFace} that takes this.");
        }
    }

    private Dictionary<string, object> All(string face)
    {
        if (face == PlayerCalls.Application) return new(PlayerProperties.Application);
        if (face != PlayerCalls.Player) throw BusCallException.Invalid($"There is no interface {face}.");
        var status = _calls.Status();
        return new(PlayerProperties.Of(status)) { ["Position"] = PlayerProperties.Microseconds(status.Position) };
    }

    private static nint With(nint message, params object[] values)
    {
        Iter iter;
        dbus_message_iter_init_append(message, &iter);
        foreach (var value in values) BusValues.Append(&iter, value);
        return message;
    }

    private void Send(nint message, params object[] values)
    {
        dbus_connection_send(_bus, With(message, values), null);
        dbus_message_unref(message);
    }

    private static bool IsSame(object one, object other) => (one, other) switch
    {
        (string[] a, string[] b) => a.SequenceEqual(b),
        (IReadOnlyDictionary<string, object> a, IReadOnlyDictionary<string, object> b) => a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var value) && IsSame(p.Value, value)),
        _ => one.Equals(other),
    };

    // Until the bus or somebody of this process has something.
    private void Await(int descriptor)
    {
        var waiting = stackalloc PollFd[] { new() { Descriptor = descriptor, Events = 1 }, new() { Descriptor = _wake, Events = 1 } };
        if (_events.IsEmpty && !_isEnding) _ = poll(waiting, 2, -1);
        long count;
        _ = read(_wake, &count, sizeof(long));
    }

    private void Wake()
    {
        var one = 1L;
        _ = write(_wake, &one, sizeof(long));
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc")] private static partial int eventfd(uint count, int flags);
    [LibraryImport("libc")] private static partial int poll(PollFd* descriptors, nuint count, int milliseconds);
    [LibraryImport("libc")] private static partial nint read(int descriptor, void* to, nuint bytes);
    [LibraryImport("libc")] private static partial nint write(int descriptor, void* from, nuint bytes);
    [LibraryImport("libc")] private static partial int close(int descriptor);
}
