using System.Numerics;

namespace NTWorkstation.Audio.Output;

/// <summary>What a device takes, interleaved and little-endian unless said otherwise.</summary>
[Flags]
public enum DeviceSamples
{
    None = 0,
    S16 = 1 << 0,
    /// <summary>24 bits in three bytes.</summary>
    S24Packed = 1 << 1,
    /// <summary>24 bits, right-aligned in four bytes.</summary>
    S24 = 1 << 2,
    S32 = 1 << 3,
    F32 = 1 << 4,
    F64 = 1 << 5,
    /// <summary>Native DSD: eight bits of a channel, then of the next; likewise in longer words.</summary>
    DsdU8 = 1 << 6,
    DsdU16LittleEndian = 1 << 7,
    DsdU16BigEndian = 1 << 8,
    DsdU32LittleEndian = 1 << 9,
    DsdU32BigEndian = 1 << 10,
    /// <summary>DSD over PCM, in the form of the same name.</summary>
    DopS24Packed = 1 << 11,
    DopS24 = 1 << 12,
    DopS32 = 1 << 13,

    AllPcm = S16 | S24Packed | S24 | S32 | F32 | F64,
    AllDsd = DsdU8 | DsdU16LittleEndian | DsdU16BigEndian | DsdU32LittleEndian | DsdU32BigEndian,
    AllDop = DopS24Packed | DopS24 | DopS32,
}

/// <summary>The forms of devices, one by one and in words.</summary>
public static class DeviceSamplesWords
{
    /// <summary>Of one form, as users of ALSA know it.</summary>
    public static string Name(this DeviceSamples form) => form switch
    {
        DeviceSamples.S24Packed => "S24_3",
        DeviceSamples.DsdU8 => "DSD_U8",
        DeviceSamples.DsdU16LittleEndian => "DSD_U16_LE",
        DeviceSamples.DsdU16BigEndian => "DSD_U16_BE",
        DeviceSamples.DsdU32LittleEndian => "DSD_U32_LE",
        DeviceSamples.DsdU32BigEndian => "DSD_U32_BE",
        DeviceSamples.DopS24Packed => "DOP_S24_3",
        DeviceSamples.DopS24 => "DOP_S24",
        DeviceSamples.DopS32 => "DOP_S32",
        _ => form.ToString(),
    };

    /// <summary>The single forms of a set, in the order of the enumeration.</summary>
    public static IEnumerable<DeviceSamples> Each(this DeviceSamples set) =>
        Enum.GetValues<DeviceSamples>().Where(f => BitOperations.IsPow2((int)f) && set.HasFlag(f));
}
