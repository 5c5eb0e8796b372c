using System.CommandLine;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Endpoint;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.State;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>nt play: files, playlists and test signals to a device.</summary>
internal sealed class PlayCommand : NtCommand
{
    private const double MostLatency = 2000;
    private readonly CommandContext _context;
    private readonly Argument<string[]> _sources = new("SOURCES") { HelpName = "SOURCES…", Description = "Files, addresses of files and radio streams (http://, https://), playlists (m3u, m3u8, pls, xspf, cue), test signals (tone:sine?hz=997&db=-20), what comes in (capture:app:NAME; nt sources lists it), or - for standard input.", Arity = ArgumentArity.ZeroOrMore };
    private readonly TextOption _output = new("--output", "ID", "The device; nt devices lists them. file:PATH writes a file.");
    private readonly FlagOption _bitPerfect = new("--bit-perfect", "Refuses whatever would change a bit: volume, gain, resampling, a device that converts.");
    private readonly NumberOption _rate = new("--rate", "HZ", "Sample rate of the device in Hz; what has another one is resampled.", 1000, 768000, "Hz", "that of what is played, where the device takes it");
    private readonly WordOption _dsd = new("--dsd", "How DSD is played: as bits, as bits in DoP, or as PCM. Where the device does not take that, as PCM.", "native where the device takes it, else dop, else pcm", "native", "dop", "pcm");
    private readonly FileOption _chain = new("--chain", "C.json", "A chain that everything goes through; nt chain explains how one is written.");
    // Nobody sees a meter move: half as often is enough to tell what begins and ends.
    private static readonly TimeSpan MeterInterval = TimeSpan.FromMilliseconds(50), RestInterval = TimeSpan.FromMilliseconds(100);
    private readonly WordOption _replayGain = new("--replaygain", "Gain by tags, with the stated peak kept below full scale.", "off", "track", "album", "off");
    private readonly TextOption _start = new("--start", "TIME", "Where what plays first begins: 83.5 or 1:23.5.");
    private readonly FlagOption _resume = new("--resume", "Goes on where the last player was: its queue, place, order, volume and chain. SOURCES are played where there is nothing to go on with.");
    private readonly TextOption _fallback = new("--fallback", "ID", "The device that takes the place of --output where that is not there or stays away, until it stops.");
    private readonly NumberOption _latency = new("--latency", "MS", "From the volume to the end of the device's buffer.", 2, MostLatency, "ms", "100");
    private readonly NumberOption _volume = new("--volume", "DB", "Volume at first.", -144, 24, "dB", "0");
    private readonly NumberOption _crossfade = new("--crossfade", "S", "Crossfade between sources, with equal power.", 0, 12, "s", "0");
    private readonly WordOption _loop = new("--loop", "What follows the end.", "off", "off", "entry", "queue");
    private readonly FlagOption _shuffle = new("--shuffle", "Plays in random order.");
    private readonly FileOption _node = new("--node", "SOCKET", "Where nt transport reaches this player; usually $XDG_RUNTIME_DIR/ntworkstation/transport.sock.");
    private readonly NumberOption _viewRate = new("--view-fps", "N", "Spectra a second that other programs see, while one looks.", 10, 144, "frames a second", "60");
    private readonly FlagOption _noView = new("--no-view", "Shows nothing in shared memory: nt monitor and other programs see no levels.");
    private readonly FlagOption _noMpris = new("--no-mpris", "Is no player on the session bus: media keys and the desktop's widgets (MPRIS) do not control it.");
    private readonly TextOption _session = new("--session", "NAME", "Adds what is played, and what is done to it, to the history of this session: its name, or the beginning of its id. nt session log tells it.");
    private readonly FlagOption _quiet = new("--quiet", "No meter and no line for each source.");

    public PlayCommand(CommandContext context) : base("play", "Plays files, streams, playlists and test signals, gapless, through a 64-bit path to a device.")
    {
        _context = context;
        Usage = "SOURCES…|--resume [--output ID] [options]";
        Arguments.Add(_sources);
        Group("Device", _output, _fallback, _rate, _dsd, _latency, _bitPerfect);
        Group("Sound", _chain, _volume, _replayGain, _crossfade);
        Group("Order", _start, _resume, _loop, _shuffle);
        Group("Otherwise", _session, _node, _viewRate, _noView, _noMpris, _quiet);
        Remarks =
        [
            "Keys, on a terminal: space pauses, ← → seek by 5 s, ↑ ↓ change the volume by 1 dB, n and p go to the next and the previous source, s stops after this one, q ends, as Ctrl-C does; a file that is written is then complete up to there.",
            "The line says \"bit-perfect\" while every sample reaches the device as the file holds it: the same rate and format, unity gain, no stage between.",
            "The bits of DSD know no volume: with a chain, a volume other than 0 dB, --replaygain, --crossfade or --rate DSD is played as PCM, and the reason is said. A volume that is changed meanwhile makes PCM of it at the place where it is; it is DSD again from the next seek or source on.",
            "A file on a server is played as one here: every sample, gapless, sought in where the server sends parts. A connection that is cut is made again; a file goes on at the very byte, a radio stream with what it sends then. A radio stream is held for a second or more and follows the device's clock by bending its pitch by less than a cent; it is not sought in.",
            "Desktops' media keys and widgets control it through MPRIS, where there is a session bus: there a volume of 1 is 0 dB, and its cube is the amplitude.",
            "What plays is kept every two seconds in $XDG_DATA_HOME/ntworkstation, so that --resume goes on after a crash, too; not where a file is written, nor by a second player without a --node of its own.",
            "With --session, each stretch that was heard is a fact of the session once it ends (at a seek, the next source, the end), and so are edits of the chain, the volume, devices that come and go, and sources that were skipped or damaged. undo leaves them. A player that is killed loses the stretch that was under way; a session that cannot be written costs a note, never the sound.",
            "A source that cannot be played, a stream that is given up among them, is named and left out, and the others are played; the exit code is 3 then. Damage within a source that is heard to its end is named, and costs no exit code.",
        ];
        Examples =
        [
            ("nt play album/*.flac", "An album without gaps."),
            ("nt play song.flac --output alsa:hw:0,0 --bit-perfect", "To a card directly, not a bit changed."),
            ("nt play album/*.dsf --output alsa:hw:0,0 --dsd dop", "DSD inside of PCM, for a card that wants it so."),
            ("nt play mix.flac --session single", "What was heard, from where to where, stands in nt session log single."),
            ("nt play --resume", "Where the last player was."),
            ("nt play https://radio.example/stream.mp3", "A radio stream; its titles are shown as they are heard."),
            ("nt play list.m3u8 --output file:mix.wav --rate 48000", "What would be heard, as a file, as fast as it can be made."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var bitPerfect = parsed.GetValue(_bitPerfect);
        if (parsed.GetValue(_noView) && parsed.GetValue(_viewRate) is not null) throw new UsageException("--no-view and --view-fps contradict each other.");
        var gain = parsed.GetValue(_replayGain) switch { "track" => LevelMode.Track, "album" => LevelMode.Album, _ => LevelMode.Off };
        var volume = parsed.GetValue(_volume) ?? 0;
        if (bitPerfect)
        {
            if (parsed.GetValue(_chain) is not null) throw new UsageException("--bit-perfect and --chain contradict each other.");
            if (volume != 0) throw new UsageException("--bit-perfect and --volume contradict each other.");
            if (gain != LevelMode.Off) throw new UsageException("--bit-perfect and --replaygain contradict each other.");
            if (parsed.GetValue(_rate) is not null) throw new UsageException("--bit-perfect and --rate contradict each other.");
            if (parsed.GetValue(_crossfade) > 0) throw new UsageException("--bit-perfect and --crossfade contradict each other.");
            if (parsed.GetValue(_dsd) == "pcm") throw new UsageException("--bit-perfect and --dsd pcm contradict each other: PCM made of DSD has other bits.");
        }
        var output = parsed.GetValue(_output) is { Length: > 0 } id ? Absolute(id) : "pulse:";
        var isFile = output.StartsWith("file:", StringComparison.Ordinal);
        var fallback = parsed.GetValue(_fallback) is { Length: > 0 } other ? Absolute(other) : null;
        if (isFile && fallback is not null) throw new UsageException("--fallback is for devices: what a file cannot take is not played elsewhere.");
        if (fallback is not null && Absence(fallback) is { } absent) _context.Streams.Error.WriteLine($"{_context.Streams.Error.Paint(Ink.Yellow, "note:")} --fallback is of no use now: {Text.Printable(absent)}");
        if (fallback == output) throw new UsageException("--fallback names the device that --output names: give it another one. nt devices lists them.");
        var hasMeter = !parsed.GetValue(_quiet) && _context.Streams.Error.IsTerminal;
        var socket = parsed.GetValue(_node) is { Length: > 0 } named ? Path.GetFullPath(named) : null;
        var start = parsed.GetValue(_start) is { } time ? TimeText.Seconds(time) : (double?)null;
        var memory = isFile ? null : Memory(socket, isNeeded: parsed.GetValue(_resume));
        var restored = parsed.GetValue(_resume) ? Restored(parsed, memory, isVolumeGiven: parsed.GetValue(_volume) is not null, isChainGiven: parsed.GetValue(_chain) is not null) : null;
        if (restored is not null && start is not null) throw new UsageException("--start and --resume contradict each other.");
        var items = restored is null ? Items(parsed.GetValue(_sources) ?? [], parsed.GetValue(_resume)) : [];
        var recorded = parsed.GetValue(_session) is { } name ? Session(name) : null;
        var settings = new TransportSettings
        {
            Output = new()
            {
                Device = output,
                Latency = new((parsed.GetValue(_latency) ?? 100) / 1000),
                IsExact = bitPerfect,
                Dithers = !bitPerfect,
                // A file and nothing need no pace: nobody listens.
                IsUnpaced = isFile,
                TrailFrames = 8192,
                LookInterval = hasMeter ? MeterInterval : RestInterval,
            },
            Fallback = fallback,
            Chain = parsed.GetValue(_chain) is { } chain ? SoundFile.Chain(Path.GetFullPath(chain)) : [],
            Rate = parsed.GetValue(_rate) is { } rate ? new SampleRate(rate) : null,
            IsBitPerfect = bitPerfect,
            Dsd = parsed.GetValue(_dsd) switch { "native" => DsdMode.Native, "dop" => DsdMode.Dop, "pcm" => DsdMode.Pcm, _ => DsdMode.Auto },
            Gain = new(gain),
            Crossfade = new(parsed.GetValue(_crossfade) ?? 0),
            Volume = new(volume),
            Seed = Random.Shared.Next(),
            EndsWithQueue = true,
        };
        var session = new PlaySession(_context, settings, socket ?? TransportEndpoint.DefaultSocket(_context.Environment), socket is not null, parsed.GetValue(_quiet))
        {
            Memory = memory,
            Session = recorded,
            Restored = restored,
            // What is written to a file is nobody's music now.
            IsOnBus = !isFile && !parsed.GetValue(_noMpris),
            Start = start is { } seconds ? new Seconds(seconds) : null,
            // Where nobody listens there is nothing to see.
            View = parsed.GetValue(_noView) || settings.Output.IsUnpaced ? null : new() { FramesPerSecond = parsed.GetValue(_viewRate) ?? 60 },
        };
        return session.Run(items, parsed.GetValue(_loop), parsed.GetValue(_shuffle));
    }

    // A service may have no folder of its own: it plays all the same.
    private PlayMemory? Memory(string? socket, bool isNeeded)
    {
        try
        {
            return PlayMemory.Of(_context.Environment, socket);
        }
        catch (MissingException) when (!isNeeded)
        {
            return null;
        }
    }

    // Where the node runs is no matter of the device.
    // A device may come later; a slip of the pen is better known before it is needed.
    private string? Absence(string device)
    {
        try
        {
            _context.MakePorts().Devices.Probe(device);
            return null;
        }
        catch (Exception absent) when (absent is MediaException or ArgumentException)
        {
            return absent.Message;
        }
    }

    private static string Absolute(string id) => id.StartsWith("file:", StringComparison.Ordinal) && id.Length > 5 ? "file:" + Path.GetFullPath(id[5..]) : id;

    // A name that is none is better known before anything sounds.
    private SessionState Session(string name)
    {
        var folder = DataFolder.Of(_context.Environment);
        if (!folder.HasJournal) throw new RefusalException("There is no session yet. Begin one with: nt session new NAME.");
        return FindAsync().GetAwaiter().GetResult();

        async Task<SessionState> FindAsync()
        {
            await using var store = await folder.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            return await new SessionDirectory(store).FindAsync(name, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Null: there is nothing to go on with, which is said where it matters.
    private RestoreState? Restored(ParseResult parsed, PlayMemory? memory, bool isVolumeGiven, bool isChainGiven)
    {
        if (memory is null) throw new UsageException("--resume goes on where somebody listened; a file is written from its beginning.");
        try
        {
            return memory.Load() is { } kept ? new(kept.State, kept.Place, isVolumeGiven, isChainGiven) : null;
        }
        catch (BadInputException damage) when (parsed.GetValue(_sources) is { Length: > 0 })
        {
            _context.Streams.Error.WriteLine($"{_context.Streams.Error.Paint(Ink.Yellow, "note:")} {Text.Printable(damage.Message)} The sources are played from their beginning.");
            return null;
        }
    }

    private List<PlayItem> Items(string[] sources, bool resumes)
    {
        if (sources.Length == 0)
        {
            throw resumes
                ? new RefusalException("There is nothing to go on with: the last player came to its end, or none has played here.\nName what to play.")
                : new UsageException("Name what to play, or --resume to go on with what was played last.");
        }
        try
        {
            var addresses = sources.Select(SourceAddress.Parse).Select(a => a.IsFile ? SourceAddress.OfFile(Path.GetFullPath(a.Rest)) : a);
            var items = PlaylistFiles.Expand(addresses, _context.MakePorts().Web, _context.Arm()).ToList();
            if (items.Count == 0) throw new BadInputException("The playlist is empty.");
            return items;
        }
        catch (FormatException problem)
        {
            throw new UsageException(problem.Message);
        }
    }
}
