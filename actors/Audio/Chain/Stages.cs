namespace NTWorkstation.Audio.Chain;

/// <summary>The stages of a preset, in the words of its JSON and of the options; a set of them says what a match may use.</summary>
[Flags]
public enum Stages
{
    None = 0,
    Pitch = 1 << 0,
    Eq = 1 << 1,
    MatchFir = 1 << 2,
    Compressor = 1 << 3,
    Rider = 1 << 4,
    Exciter = 1 << 5,
    Width = 1 << 6,
    Reverb = 1 << 7,
    /// <summary>Static gain towards the loudness.</summary>
    Gain = 1 << 8,
    Limiter = 1 << 9,

    /// <summary>What unpaired matching uses unless asked otherwise: everything but pitch and reverb.</summary>
    Default = Eq | MatchFir | Compressor | Rider | Exciter | Width | Gain | Limiter,
    All = Default | Pitch | Reverb,
}
