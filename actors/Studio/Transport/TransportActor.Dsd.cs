using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// DSD: as bits as long as nothing is to be done to them, else as PCM, which is told with its reason.
public sealed partial class TransportActor
{
    private volatile string? _volumeHindrance; // is read by the threads of runs
    private volatile string? _chainHindrance;
    private volatile string? _deviceHindrance;
    private (EntryId Entry, string Reason)? _conversion; // that was told last

    private DsdChoice ChooseDsd(DeviceCapabilities? capabilities) => new()
    {
        Mode = _settings.Dsd,
        Capabilities = capabilities,
        IsFile = _settings.Output.IsFile,
        Hindrance = () => _chainHindrance ?? _standingHindrance ?? _volumeHindrance ?? _deviceHindrance,
    };

    // What was asked for as long as this transport is.
    private readonly string? _standingHindrance;

    private static string? StandingHindrance(TransportSettings settings) =>
        settings.Rate is { } rate ? $"{rate} were asked for"
        : settings.Gain.Mode != LevelMode.Off ? "ReplayGain is on"
        : settings.Crossfade.Value > 0 ? "a crossfade was asked for"
        : null;

    private void VolumeMayHinderBits()
    {
        _volumeHindrance = _volume.Value == 0 ? null : $"the volume is {_volume}";
        if (_volumeHindrance is not null) LeaveBits();
    }

    private void ChainMayHinderBits()
    {
        _chainHindrance = _chain.Plans.Count == 0 ? null : "a chain is in the way";
        if (_chainHindrance is not null) LeaveBits();
    }

    /// <summary>Bits that are played, or read ahead, become PCM: from the place where they are heard.</summary>
    private void LeaveBits()
    {
        if (_runs.Values.Where(r => r is { Shape.Coding: RunCoding.Bits, IsOver: false }).MinBy(r => r.Id) is not { } first) return;
        if (first.IsGiven)
        {
            var isHeard = _sounding?.Run == first.Id;
            var item = first.Items.FirstOrDefault(i => i.Began is not null);
            if ((isHeard ? _entry : item?.Entry) is not { } entry) return;
            var position = isHeard ? _position : item!.Value.From.Seconds;
            BeginRun(entry, position, switches: true, continues: isHeard || first.Continues);
            // Bits know no volume: nothing more of them is heard.
            if (IsOfBits) CloseOutput();
            return;
        }
        var items = first.Items.Where(i => !i.HasFailed).ToList();
        foreach (var run in _runs.Values.Where(r => !r.IsGiven).ToList()) Discard(run);
        if (items.Count > 0) BeginRun(items[0].Entry, items[0].Value.From.Seconds, first.Switches, items, first.Continues);
    }

    private bool IsOfBits => _device is { } device && DeviceForm.IsOfBits(device.Samples);

    /// <summary>A device that said it takes bits and does not: it gets PCM.</summary>
    /// <returns>False: it is lost, whatever it is given.</returns>
    private bool TryWithoutBits(OutputTold.Failed failure)
    {
        if (failure.IsTransient || _settings.IsBitPerfect || _deviceHindrance is not null || _outputShape is not { Coding: RunCoding.Bits } || _entry is not { } entry) return false;
        _deviceHindrance = $"the device has refused its bits: {failure.Problem}";
        OutputHasGone();
        _leaving.Clear();
        _choice = null;
        foreach (var run in _runs.Values.ToList()) Discard(run);
        BeginRun(entry, _position, switches: true, continues: _sounding is not null);
        return true;
    }

    private void TellConversion(PlayRun.Item item)
    {
        if (item.WhyPcm is not { } reason || _conversion == (item.Entry, reason)) return;
        _conversion = (item.Entry, reason);
        Publish(new DsdConverted(item.Entry, reason));
    }
}
