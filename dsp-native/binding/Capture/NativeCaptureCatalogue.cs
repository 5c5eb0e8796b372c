using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
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
    public IReadOnlyList<CaptureDescription> List()
    {
        for (var capacity = 64u; ; capacity *= 2)
        {
            var found = (Description*)NativeMemory.AllocZeroed(capacity, (nuint)sizeof(Description));
            try
            {
                Status.Check(nt_capture_list(found, capacity, out var count));
                if (count > capacity) continue;
                var list = new CaptureDescription[count];
                for (var i = 0; i < list.Length; i++) list[i] = Read(found + i);
                return list;
            }
            finally
            {
                NativeMemory.Free(found);
            }
        }
    }

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
        Id = Utf8StringMarshaller.ConvertToManaged(d->Id)!,
        Name = Utf8StringMarshaller.ConvertToManaged(d->Name)!,
        Backend = Utf8StringMarshaller.ConvertToManaged(d->Backend)!,
        Kind = (CaptureKind)d->Kind,
        IsDefault = d->IsDefault != 0,
        Media = Utf8StringMarshaller.ConvertToManaged(d->Media)!,
        Output = Utf8StringMarshaller.ConvertToManaged(d->Output)!,
        ProcessId = d->Pid == 0 ? null : (int)d->Pid,
        IsCorked = d->IsCorked != 0,
        Channels = (int)d->Channels,
        Rate = d->SampleRate > 0 ? new SampleRate(d->SampleRate) : null,
        Samples = d->Samples < 0 ? DeviceSamples.None : (DeviceSamples)(1 << d->Samples),
    };
}
