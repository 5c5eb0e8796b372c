using System.Globalization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using MediaNames = System.Collections.Generic.IReadOnlyDictionary<string, NTWorkstation.Contracts.Sessions.MediaReference>;

namespace NTWorkstation.Session.Views;

/// <summary>What was done while something was played, as a sentence.</summary>
internal static class PlayWords
{
    public static string Say(PlayFact fact, MediaNames media) => fact switch
    {
        PlayBegan x => $"began to play {Count(x.Entries, "entry", "entries")} to {x.Device}{(x.Volume.Value == 0 ? "" : $" at {Volume(x.Volume)}")}{(x.Chain.Count == 0 ? "" : $" through {Chain(x.Chain)}")}",
        EntryPlayed x => $"played {Entry(x)} from {EventWords.Time(x.From)} to {EventWords.Time(x.To)}",
        PlaySkipped x => $"skipped {x.Address}: {x.Problem}",
        PlayDamaged x => $"heard silence for {Count(x.Packets, "damaged packet", "damaged packets")} of {x.Address}",
        PlayVolumeSet x => $"set the player's volume to {Volume(x.Volume)}",
        PlayChainEdited x => Edited(x, media),
        PlayOutputOpened x => string.Create(CultureInfo.InvariantCulture, $"opened {x.Device}{(x.Device.EndsWith(':') ? "" : ":")} {x.Rate.Hz:0.###} Hz, {Count(x.Channels, "channel", "channels")}, {x.Format}"),
        PlayOutputLost x => $"lost {x.Device}{(x.IsFinal ? " for good" : "")}: {x.Problem}",
        _ => fact.GetType().Name,
    };

    private static string Entry(EntryPlayed x) => x.Title is { } title ? $"\"{title}\" ({x.Address})" : x.Address;

    private static string Edited(PlayChainEdited x, MediaNames media)
    {
        // What a stage was set to is the last that is known of it; its place is in the chain.
        var kind = x.Stage[(x.Stage.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return x.Edit switch
        {
            PlayEdit.Loaded => x.Chain.Count == 0 ? "cleared the player's chain" : $"loaded the player's chain: {Chain(x.Chain)}",
            PlayEdit.Inserted or PlayEdit.Set when x.Chain.Where(s => s.Processor.Processor == kind).ToArray() is [var only] && ParameterWords.Summary(only.Processor, media) is { Length: > 0 } summary =>
                $"{(x.Edit == PlayEdit.Set ? "set" : "inserted")} {x.Stage} in the player's chain: {summary}",
            PlayEdit.Inserted => $"inserted {x.Stage} in the player's chain: {Chain(x.Chain)}",
            PlayEdit.Set => $"set {x.Stage} in the player's chain",
            PlayEdit.Removed => $"removed {x.Stage} from the player's chain",
            PlayEdit.Moved => $"moved {x.Stage} in the player's chain: {Chain(x.Chain)}",
            PlayEdit.Bypassed => $"bypassed {x.Stage} in the player's chain",
            PlayEdit.Unbypassed => $"took {x.Stage} into the player's chain again",
            _ => $"edited {x.Stage} in the player's chain",
        };
    }

    private static string Chain(IReadOnlyList<PlayStage> chain) => string.Join(", ", chain.Select(s => s.IsBypassed ? $"{s.Processor.Processor} (bypassed)" : s.Processor.Processor));

    private static string Volume(Decibels volume) => volume.Value <= -144 ? "silence" : Wording.Say($"{volume.Value:0.0##} dB");

    private static string Count(long n, string one, string many) => FormattableString.Invariant($"{n} {(n == 1 ? one : many)}");
}
