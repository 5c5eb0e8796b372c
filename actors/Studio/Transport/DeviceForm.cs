using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;

namespace NTWorkstation.Studio.Transport;

/// <summary>What fits into the forms of devices.</summary>
internal static class DeviceForm
{
    /// <summary>It is given bits of DSD, whatever carries them.</summary>
    public static bool IsOfBits(DeviceSamples form) => (form & (DeviceSamples.AllDsd | DeviceSamples.AllDop)) != 0;

    public static bool IsFloat(SampleKind medium) => medium is SampleKind.F32 or SampleKind.F64;

    public static bool IsFloat(DeviceSamples form) => (form & (DeviceSamples.F32 | DeviceSamples.F64)) != 0;

    /// <summary>What a device is asked for, one after the other, for such a medium: of floats first a form that holds them, which a device that
    /// takes whole numbers as well would not choose by itself.</summary>
    public static IReadOnlyList<DeviceSamples> Wanted(SampleKind medium) => medium switch
    {
        SampleKind.F32 => [DeviceSamples.F32 | DeviceSamples.F64, DeviceSamples.AllPcm],
        SampleKind.F64 => [DeviceSamples.F64, DeviceSamples.AllPcm],
        _ => [DeviceSamples.AllPcm],
    };

    /// <summary>Null where every sample of a medium has its place in the form; else why not.</summary>
    public static string? Holds(DeviceSamples form, SampleKind medium)
    {
        var has = form switch
        {
            DeviceSamples.S16 => 16,
            DeviceSamples.S24Packed or DeviceSamples.S24 => 24,
            DeviceSamples.S32 => 32,
            // All of 25 bits with a sign: what has 24 is in it.
            DeviceSamples.F32 => 24,
            DeviceSamples.F64 => 53,
            _ => 0,
        };
        return medium switch
        {
            SampleKind.Lossy => "a lossy format has no bits of its own",
            SampleKind.Dsd => "it is DSD, converted to PCM",
            SampleKind.F32 => form is DeviceSamples.F32 or DeviceSamples.F64 ? null : $"it is F32, the device takes {form.Name()}",
            SampleKind.F64 => form is DeviceSamples.F64 ? null : $"it is F64, the device takes {form.Name()}",
            SampleKind.S32 => has >= 32 ? null : $"it is S32, the device takes {form.Name()}",
            SampleKind.S24 => has >= 24 ? null : $"it is S24, the device takes {form.Name()}",
            _ => has >= 16 ? null : $"the device takes {form.Name()}",
        };
    }
}
