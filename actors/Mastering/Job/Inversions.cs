using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;

namespace NTWorkstation.Mastering.Job;

/// <summary>A job's stages in the inversion's words.</summary>
internal static class Inversions
{
    public static StyleStages Of(Stages stages)
    {
        var result = StyleStages.None;
        void Map(Stages from, StyleStages to)
        {
            if (stages.HasFlag(from)) result |= to;
        }
        Map(Stages.Eq, StyleStages.Eq);
        Map(Stages.MatchFir, StyleStages.MatchFir);
        Map(Stages.Compressor, StyleStages.Compressor);
        Map(Stages.Rider, StyleStages.Rider);
        Map(Stages.Exciter, StyleStages.Exciter);
        Map(Stages.Width, StyleStages.Width);
        Map(Stages.Gain, StyleStages.Loudness);
        Map(Stages.Reverb, StyleStages.Reverb);
        Map(Stages.Pitch, StyleStages.Pitch);
        return result;
    }
}
