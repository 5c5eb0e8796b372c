using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Where an item lies in a run: frame <paramref name="RunFrame"/> of the run is the first that shows it.</summary>
/// <param name="Id">The item.</param>
/// <param name="RunFrame">Of the run.</param>
/// <param name="Place">What it shows, in frames of the item at its own rate and from its own beginning; between two of them where the run has another rate.</param>
/// <param name="ItemRate">Of the source; of bits an eighth of theirs.</param>
/// <param name="RunRate">Of the run.</param>
public readonly record struct RunMark(long Id, FrameCount RunFrame, double Place, SampleRate ItemRate, SampleRate RunRate)
{
    /// <summary>The frame of the item that a frame of the run shows, rounded down.</summary>
    public FrameCount ItemFrame(FrameCount runFrame) =>
        // A hair more than exact: the place is a quotient, and a whole number may stand a bit below itself.
        new((long)Math.Floor(Place + (runFrame - RunFrame).Value * (ItemRate.Hz / RunRate.Hz) + 1e-6));
}
