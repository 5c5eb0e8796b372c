using System.Runtime.InteropServices.Marshalling;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.DeviceNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>The devices that the native library knows. Thread-safe.</summary>
public sealed unsafe class NativeDeviceCatalogue : IDeviceCatalogue
{
    public IReadOnlyList<DeviceDescription> List() => NativeList.Read<Description, DeviceDescription>(nt_device_list, Read);

    public DeviceCapabilities Probe(string id)
    {
        Require(id);
        Status.Check(nt_device_probe(id, out var native), id);
        var (rates, dsd) = (new SampleRate[native.RateCount], new SampleRate[native.DsdCount]);
        for (var i = 0; i < rates.Length; i++) rates[i] = new(native.Rates[i]);
        for (var i = 0; i < dsd.Length; i++) dsd[i] = new(native.DsdRates[i]);
        return new((int)native.MinChannels, (int)native.MaxChannels, (DeviceSamples)native.Samples, rates, dsd, native.IsExclusive != 0);
    }

    public IOutputDevice Open(string id, DeviceRequest request)
    {
        Require(id);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Channels, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.Buffer.Value, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Buffer.Value, int.MaxValue, nameof(request));
        var client = Utf8StringMarshaller.ConvertToUnmanaged(request.ClientName);
        var title = Utf8StringMarshaller.ConvertToUnmanaged(request.StreamTitle);
        try
        {
            var native = new Request
            {
                SampleRate = request.Rate.Hz,
                LatencySeconds = request.Latency.Value,
                Seed = request.Seed,
                Channels = (uint)request.Channels,
                Samples = (uint)request.Samples,
                Flags = (request.Dithers ? Dither : 0) | (request.IsExact ? Exact : 0) | (request.IsUnpaced ? Unpaced : 0),
                BufferFrames = (uint)request.Buffer.Value,
                ClientName = client,
                StreamTitle = title,
            };
            Status.Check(nt_device_open(id, &native, out var handle), id);
            return new NativeOutputDevice(id, handle);
        }
        finally
        {
            Utf8StringMarshaller.Free(client);
            Utf8StringMarshaller.Free(title);
        }
    }

    private static void Require(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Contains('\0')) throw new MediaException(MediaFault.NotFound, "The id of the device holds a NUL character.");
    }

    private static DeviceDescription Read(Description* d) => new(
        NativeName.Read(d->Name.Id),
        NativeName.Read(d->Name.Text),
        NativeName.Read(d->Name.Backend),
        d->IsDefault != 0,
        (int)d->Channels,
        d->SampleRate > 0 ? new SampleRate(d->SampleRate) : null);
}
