using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Output;

/// <summary>A device that is there.</summary>
/// <param name="Id">"alsa:NAME", "pulse:SINK", "jack:NAME", "null", ...: what Open takes.</param>
/// <param name="Name">For people.</param>
/// <param name="Backend">"alsa", "pulse", ...</param>
/// <param name="Channels">At most; 0: not known without opening it.</param>
/// <param name="Rate">The one it runs at, where it has one of its own.</param>
public sealed record DeviceDescription(string Id, string Name, string Backend, bool IsDefault, int Channels, SampleRate? Rate);

/// <summary>What a device says it takes.</summary>
/// <param name="Rates">Of PCM, rising: those of the usual rates.</param>
/// <param name="DsdRates">Bit rates of a channel, rising.</param>
/// <param name="IsExclusive">Nobody else can play there meanwhile.</param>
public sealed record DeviceCapabilities(int MinChannels, int MaxChannels, DeviceSamples Samples, IReadOnlyList<SampleRate> Rates, IReadOnlyList<SampleRate> DsdRates, bool IsExclusive);

/// <summary>The devices of this machine. Thread-safe.</summary>
public interface IDeviceCatalogue
{
    /// <summary>Everything that is there; kinds whose library or server is missing are left out. Takes up to two seconds.</summary>
    IReadOnlyList<DeviceDescription> List();

    /// <exception cref="MediaException">NotFound; Io: busy or gone; Unsupported: the kind's library is missing.</exception>
    DeviceCapabilities Probe(string id);

    /// <exception cref="MediaException">NotFound: no such device; Io: busy or gone, may succeed when repeated; Unsupported: nothing of what was asked
    /// fits, the message names what would.</exception>
    /// <exception cref="ArgumentException">A value out of range.</exception>
    IOutputDevice Open(string id, DeviceRequest request);
}
