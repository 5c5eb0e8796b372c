using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Convert;

/// <summary>
/// What one bit changes in a conversion. 0 dB SACD is half of full modulation (Scarlet Book): PCM at full scale is written there, and
/// DSD that is read stays there, at -6.02 dBFS, unless it is to be raised to full scale.
/// </summary>
internal static class DsdConversion
{
    private const long Base = 44100;
    private static readonly Decibels Half = Decibels.FromAmplitude(0.5);

    /// <param name="from">The input is DSD.</param>
    /// <param name="to">The output is DSD.</param>
    /// <param name="own">Bits per second of a channel of the input, which a copy keeps; 0 where there is none to keep.</param>
    /// <returns>Bits per second of a channel, 0 for other outputs, and the gain on the way.</returns>
    /// <exception cref="UsageException">An option that does not go with the files.</exception>
    public static (long Bits, Decibels Gain) Read(string output, bool from, bool to, long own, string? multiple, bool louder)
    {
        if (multiple is not null && !to) throw new UsageException($"--dsd does not go with {output}: it is for outputs that end in .dsf or .dff.");
        if (louder && (!from || to)) throw new UsageException("--sacd-full-scale goes with DSD that is read and an output of another kind.");
        var gain = to && !from ? Half : louder ? new Decibels(-Half.Value) : new Decibels(0);
        var bits = multiple is null && own > 0 ? own : Base * (multiple == "128" ? 128 : 64);
        return (to ? bits : 0, gain);
    }
}
