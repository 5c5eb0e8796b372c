using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.CaptureNative;

namespace NTWorkstation.Dsp.Capture;

/// <summary>The sources that the native library knows. Thread-safe.</summary>
public sealed unsafe class NativeCaptureCatalogue : ICaptureCatalogue
{
    public IReadOnlyList<CaptureDescription> List() => NativeList.Read<Description, CaptureDescription>(nt_capture_list, Read);

    public IInputDevice Open(string id, CaptureRequest request)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Channels is { } asked) ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1, nameof(request));
        if (id.Contains('\0')) throw new MediaException(MediaFault.NotFound, "The id of the source holds a NUL character.");
        var native = new Request
        {
            SampleRate = request.Rate?.Hz ?? 0,
            LatencySeconds = request.Latency.Value,
            BufferSeconds = request.Buffer.Value,
            Channels = (uint)(request.Channels ?? 0),
            Samples = (uint)request.Samples,
            Flags = (request.IsExact ? Exact : 0) | (request.Follows ? Follow : 0),
        };
        Status.Check(nt_capture_open(id, &native, out var handle), id);
        return new NativeInputDevice(id, handle);
    }

    private static CaptureDescription Read(Description* d) => new()
    {
        Id = NativeName.Read(d->Name.Id),
        Name = NativeName.Read(d->Name.Text),
        Backend = NativeName.Read(d->Name.Backend),
        Kind = (CaptureKind)d->Kind,
        IsDefault = d->IsDefault != 0,
        Media = NativeName.Read(d->Media),
        Output = NativeName.Read(d->Output),
        ProcessId = d->Pid == 0 ? null : (int)d->Pid,
        IsCorked = d->IsCorked != 0,
        Channels = (int)d->Channels,
        Rate = d->SampleRate > 0 ? new SampleRate(d->SampleRate) : null,
        Samples = d->Samples < 0 ? DeviceSamples.None : (DeviceSamples)(1 << d->Samples),
    };
}
