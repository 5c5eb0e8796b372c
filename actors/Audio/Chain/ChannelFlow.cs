namespace NTWorkstation.Audio.Chain;

/// <summary>How many channels a chain has at each place.</summary>
public static class ChannelFlow
{
    /// <summary>Channels that the processor itself sees where there are <paramref name="channels"/>.</summary>
    public static int Own(ProcessorSpec spec, int channels) => spec.Channels?.Count ?? channels;

    /// <summary>Channels behind the processor.</summary>
    /// <exception cref="ArgumentException">It names a channel that is not there, or there would be more than 64.</exception>
    public static int After(ProcessorSpec spec, int channels)
    {
        if (spec.Channels is { } named && named.Max() >= channels)
            throw new ArgumentException($"It works on channel {named.Max()}, but at its place there are {channels} (they count from 0).");
        var own = Own(spec, channels);
        if (spec is MatrixSpec matrix && matrix.Routes.Any(r => r.From >= own))
            throw new ArgumentException($"A route comes from channel {matrix.Routes.Max(r => r.From)}, but the matrix sees {own} (they count from 0).");
        var made = spec switch
        {
            CrossoverSpec s => own * (s.Frequencies.Count + 1),
            MatrixSpec s => s.Outputs,
            _ => own,
        };
        var after = channels - own + made;
        return after <= ChannelList.Most ? after : throw new ArgumentException($"Behind it there would be {after} channels; the most are {ChannelList.Most}.");
    }

    /// <summary>Channels behind the chain.</summary>
    /// <exception cref="ArgumentException">At some processor, whose place the message names.</exception>
    public static int After(IEnumerable<ProcessorSpec> chain, int channels)
    {
        foreach (var (index, spec) in chain.Index())
        {
            try
            {
                channels = After(spec, channels);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"Processor {index} of the chain: {e.Message}", e);
            }
        }
        return channels;
    }
}
