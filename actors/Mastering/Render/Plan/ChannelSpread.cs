using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>
/// How a track stands in a plan of more channels: a mono one on both of the front pair, unchanged, as a mono file sounds from two speakers;
/// a pair on the front pair; the other channels are silent.
/// </summary>
internal static class ChannelSpread
{
    public static bool IsPossible(int channels, int planned) => channels == planned || channels is 1 or 2 && planned > channels;

    public static void Copy(AudioBlock from, AudioBlock to)
    {
        to.Frames = from.Frames;
        for (var c = 0; c < to.Channels; c++)
        {
            if (c < from.Channels) from.Channel(c).CopyTo(to.Channel(c));
            else if (c == 1) from.Channel(0).CopyTo(to.Channel(1));
            else to.Channel(c).Clear();
        }
    }
}
