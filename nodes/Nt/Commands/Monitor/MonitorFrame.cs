using System.Diagnostics;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Client.View;
using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Nt.Commands.Monitor;

/// <summary>How frames are shown.</summary>
internal interface IMonitorPicture
{
    /// <param name="quit">To be called where a person wants to end.</param>
    /// <returns>To be disposed of at the end: everything is as it was.</returns>
    IDisposable Begin(Action quit);

    void Show(MonitorFrame frame);
}

/// <summary>All that is known of a player at a moment.</summary>
internal sealed class MonitorFrame(PlayerView view, MonitoredNode node)
{
    private readonly TimeSpan _begun = Stopwatch.GetElapsedTime(0);
    private readonly List<ColumnView> _columns = [];
    private PlaceView _place;
    private long _lastColumn;

    /// <summary>Of waveform that is kept for the picture.</summary>
    public const int MostColumns = 6000;

    public PlaceView Place => _place;
    public Seconds Position => _place.PositionNow;
    public MetersView Meters { get; } = new();
    public SpectrumView Spectrum { get; } = new();
    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ColumnView> Columns => _columns;
    /// <summary>As the node says; null before its first answer.</summary>
    public TransportStatus? Status => node.Status;
    /// <summary>Null where nothing is queued, or nothing is known yet.</summary>
    public QueueEntry? Entry => Status?.Queue.FirstOrDefault(e => e.Id == _place.Entry);

    /// <summary>Everything in it was measured after this frame was made, and the node has answered.</summary>
    public bool IsFresh => Meters.At >= _begun && Spectrum.At >= _begun && (node.IsMute || (Status is not null && (_place.Entry is null || Entry is not null)));

    /// <returns>False: the player has ended, or gives no sign of life.</returns>
    public bool Read()
    {
        if (view.Life != PlayerLife.Live || node.HasEnded) return false;
        view.TryRead(out _place);
        view.TryRead(Meters);
        view.TryRead(Spectrum);
        _lastColumn = view.ReadOverview(_columns, MostColumns, _lastColumn);
        if (_columns.Count > MostColumns) _columns.RemoveRange(0, _columns.Count - MostColumns);
        return true;
    }
}
