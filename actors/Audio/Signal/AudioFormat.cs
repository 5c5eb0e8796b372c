namespace NTWorkstation.Audio.Signal;

/// <summary>The shape of a stream of samples.</summary>
/// <param name="Rate">Frames per second, 1 kHz to 1.6 MHz.</param>
/// <param name="Channels">1 to 64.</param>
/// <param name="ChannelMask">Speaker bits as in WAVEFORMATEXTENSIBLE (1 front left, 2 front right, 4 centre, 8 LFE, 0x10 back left,
/// 0x20 back right, 0x200 side left, 0x400 side right); 0 where the file does not say.</param>
public readonly record struct AudioFormat(SampleRate Rate, int Channels, ulong ChannelMask)
{
    /// <summary>The customary mask of a channel count: 1 centre, 2 front pair, 6 as 5.1 with side surrounds; 0 for others.</summary>
    public static ulong DefaultMask(int channels) => channels switch { 1 => 0x4, 2 => 0x3, 6 => 0x60F, 8 => 0x63F, _ => 0 };
}
