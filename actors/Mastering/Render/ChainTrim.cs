using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Puts a rendering's corrections into a chain.</summary>
internal static class ChainTrim
{
    /// <summary>
    /// The gain joins the gain ahead of the last limiter, as that of a preset does, or stands there by itself; without a limiter it comes
    /// last, ahead of a dither. The ceiling is that of the last limiter. A limiter or gain of some channels only does not count.
    /// </summary>
    public static CompiledChain Compile(
        ChainCompiler compiler, IReadOnlyList<ProcessorSpec> chain, AudioFormat format, SampleRate? rate, Decibels gain, Decibels ceiling)
    {
        var trimmed = chain.ToList();
        var limiter = trimmed.FindLastIndex(s => s is LimiterSpec { Channels: null });
        if (limiter >= 0)
        {
            var last = (LimiterSpec)trimmed[limiter];
            if (ceiling.Value != 0) trimmed[limiter] = last with { Ceiling = last.Ceiling + ceiling };
            if (gain.Value != 0) Insert(trimmed, limiter, gain);
        }
        var compiled = compiler.Compile(trimmed, format, rate);
        return limiter >= 0 || gain.Value == 0 ? compiled : compiled.BeforeDither(new GainSpec(gain));
    }

    private static void Insert(List<ProcessorSpec> chain, int limiter, Decibels gain)
    {
        var at = limiter > 0 && chain[limiter - 1] is ResampleSpec ? limiter - 1 : limiter;
        if (at > 0 && chain[at - 1] is GainSpec { Channels: null } own) chain[at - 1] = new GainSpec(own.Gain + gain);
        else chain.Insert(at, new GainSpec(gain));
    }
}
