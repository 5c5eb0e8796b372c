using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Nt.Shell;

/// <summary>Words of media for people and for JSON.</summary>
internal static class MediaWords
{
    public static string Of(SampleKind kind) => kind switch
    {
        SampleKind.U8 => "u8",
        SampleKind.S16 => "s16",
        SampleKind.S24 => "s24",
        SampleKind.S32 => "s32",
        SampleKind.F32 => "f32",
        SampleKind.F64 => "f64",
        SampleKind.Dsd => "dsd",
        _ => "lossy",
    };

    public static string Channels(AudioFormat format) => format.Channels switch
    {
        1 => "1 (mono)",
        2 => "2 (stereo)",
        6 when format.ChannelMask is 0x60F or 0x3F => "6 (5.1)",
        8 when format.ChannelMask is 0x63F or 0xFF => "8 (7.1)",
        var n => $"{n}",
    };
}
