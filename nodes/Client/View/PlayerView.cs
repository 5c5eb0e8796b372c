using System.Diagnostics;
using System.Runtime.InteropServices;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Client.View;

/// <summary>How it is with the player behind a view.</summary>
public enum PlayerLife
{
    Live = 0,
    /// <summary>It has given no sign for three seconds: it was killed, or is frozen.</summary>
    Silent = 1,
    Ended = 2,
}

/// <summary>
/// Reads what a player shows of itself in shared memory: without a lock, without a system call, and without the player's knowing but that its file is
/// open. A frame that is written over while it is copied is copied again. One thread at a time.
/// </summary>
public sealed class PlayerView : IDisposable
{
    private const int MostAttempts = 1000, LongestSpin = 50;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3), Unseen = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly ulong[] _small = new ulong[(Marshal.SizeOf<ViewLayout.MetersFrame>() + ViewLayout.MostChannels * Marshal.SizeOf<ViewLayout.ChannelLevels>()) / sizeof(ulong)];
    private readonly ulong[] _large = new ulong[(Marshal.SizeOf<ViewLayout.SpectrumFrame>() + ViewLayout.MostPlanes * (ViewLayout.MostBands + ViewLayout.MostFft / 2 + 1) * sizeof(float)) / sizeof(ulong) + 1];
    private ViewMap? _map; // null once it is gone, or disposed of
    private TimeSpan _opened = Now;

    private PlayerView(string path, ViewMap map) => (_path, _map, Process) = (path, map, map.Process);

    /// <param name="path">As <see cref="ViewName.PathOf"/> tells.</param>
    /// <returns>Null where no player shows itself.</returns>
    /// <exception cref="ViewException">What is there is no view that can be read.</exception>
    public static PlayerView? TryOpen(string path) => ViewMap.TryOpen(path) is { } map ? new(path, map) : null;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Frames that were copied again because the player was faster.</summary>
    public long Repeats { get; private set; }

    /// <summary>The player's process.</summary>
    public int Process { get; }

    public PlayerLife Life => _map is not { HasEnded: false } map ? PlayerLife.Ended : Now - map.Alive > LongestSilence ? PlayerLife.Silent : PlayerLife.Live;

    public bool TryRead(out PlaceView place)
    {
        place = default;
        if (!TryNewest(ViewLayout.Place, _small, out var words)) return false;
        var f = MemoryMarshal.Read<ViewLayout.PlaceFrame>(MemoryMarshal.AsBytes(words));
        place = new(f.State is 1 or 2 ? (TransportState)f.State : TransportState.Stopped, EntryOf(f.Entry), TimeSpan.FromTicks(f.AtNs / 100), new(f.PositionSeconds),
            double.IsNaN(f.DurationSeconds) ? null : new Seconds(f.DurationSeconds), new(f.AheadSeconds), f.RateHz > 0 ? new SampleRate(f.RateHz) : null, (long)f.Output);
        return true;
    }

    public bool TryRead(MetersView meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        if (!TryNewest(ViewLayout.Meters, _small, out var words)) return false;
        var bytes = MemoryMarshal.AsBytes(words);
        var head = Marshal.SizeOf<ViewLayout.MetersFrame>();
        meters.Take(MemoryMarshal.Read<ViewLayout.MetersFrame>(bytes), MemoryMarshal.Cast<byte, ViewLayout.ChannelLevels>(bytes[head..]));
        return true;
    }

    public bool TryRead(SpectrumView spectrum)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        if (!TryNewest(ViewLayout.Spectrum, _large, out var words)) return false;
        var bytes = MemoryMarshal.AsBytes(words);
        var head = Marshal.SizeOf<ViewLayout.SpectrumFrame>();
        if (!spectrum.Take(MemoryMarshal.Read<ViewLayout.SpectrumFrame>(bytes), MemoryMarshal.Cast<byte, float>(bytes[head..]))) return false;
        // A player that does not know of us computes none: it counts who opens the file.
        if (Now - spectrum.At > Unseen && Now - _opened > Unseen && Life == PlayerLife.Live) OpenAnew();
        return true;
    }

    /// <summary>The newest columns of the waveform, oldest first; those that are written over meanwhile are left out.</summary>
    /// <param name="most">As many as the player keeps, at most.</param>
    /// <param name="after">The number of the last one that is known; 0: none is.</param>
    /// <returns>The number of the newest.</returns>
    public long ReadOverview(ICollection<ColumnView> to, int most, long after = 0)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (_map is not { } map) return after;
        var latest = map.Latest(ViewLayout.Overview);
        var kept = (ulong)Math.Max(0, Math.Min(most, map.Slots(ViewLayout.Overview) - 1));
        var first = Math.Max(latest >= kept ? latest - kept + 1 : 1, (ulong)Math.Max(0, after) + 1);
        for (var n = first; n <= latest; n++)
        {
            if (!map.TryCopy(ViewLayout.Overview, n, _small, out var count)) continue;
            var f = MemoryMarshal.Read<ViewLayout.ColumnFrame>(MemoryMarshal.AsBytes(_small.AsSpan(0, count)));
            to.Add(new(TimeSpan.FromTicks(f.AtNs / 100), EntryOf(f.Entry), new(f.PositionSeconds), (f.Least0, f.Least1), (f.Greatest0, f.Greatest1), (f.Rms0, f.Rms1)));
        }
        return (long)latest;
    }

    /// <summary>Nothing is read any more.</summary>
    public void Dispose()
    {
        _map?.Dispose();
        _map = null;
    }

    private static EntryId? EntryOf(ulong id) => id is > 0 and <= long.MaxValue ? new((long)id) : null;

    private bool TryNewest(uint kind, ulong[] memory, out ReadOnlySpan<ulong> words)
    {
        for (var attempt = 0; _map is { } map && attempt < MostAttempts; attempt++)
        {
            var latest = map.Latest(kind);
            if (latest == 0) break;
            if (map.TryCopy(kind, latest, memory, out var count))
            {
                words = memory.AsSpan(0, count);
                return true;
            }
            Repeats++;
            Thread.SpinWait(Math.Min(1 + attempt, LongestSpin));
        }
        words = default;
        return false;
    }

    // First closed, then opened: the other way round nothing would have changed.
    private void OpenAnew()
    {
        _opened = Now;
        Dispose();
        _map = ViewMap.TryOpen(_path);
    }
}
