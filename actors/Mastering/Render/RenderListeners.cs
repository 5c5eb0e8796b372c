using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Who else hears a rendering's input and output.</summary>
/// <param name="Begin">Makes the listeners of a pass for the input's and the output's format.</param>
internal sealed record RenderListeners(Func<AudioFormat, AudioFormat, RenderHearing> Begin)
{
    /// <summary>
    /// Asked once, after the first pass through a limiter: the preset to go on with; null to keep this one. The second argument says that the
    /// loudness or the ceiling was missed, and that the file is rendered again in any case.
    /// </summary>
    public Func<RenderObservation, bool, StyleParams?>? Revise { get; init; }

    public static RenderListeners Nobody { get; } = new((_, _) => new RenderHearing());
}

/// <summary>The listeners of one pass.</summary>
internal sealed class RenderHearing : IDisposable
{
    public IBlockSink? Input { get; init; }
    public IReadOnlyList<IBlockSink> Output { get; init; } = [];
    public IDisposable? Owned { get; init; }

    public void Dispose() => Owned?.Dispose();
}
