using System.CommandLine;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>The stream that a chain is looked at with.</summary>
internal sealed class RunsAtOptions
{
    private readonly NumberOption _rate = new("--rate", "HZ", "Sample rate that it runs at.", 1000, 1600000, "Hz", "48000");
    private readonly NumberOption _channels = new("--channels", "N", "Channels that it runs on.", 1, 64, "", "2", isWhole: true);

    public Option[] All => [_rate, _channels];

    public AudioFormat Read(ParseResult parsed)
    {
        var channels = (int)(parsed.GetValue(_channels) ?? 2);
        return new AudioFormat(new SampleRate(parsed.GetValue(_rate) ?? 48000), channels, AudioFormat.DefaultMask(channels));
    }
}
