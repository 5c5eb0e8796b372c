namespace NTWorkstation.Mastering.Render;

/// <summary>Damage that a decoder passed over, in words.</summary>
public static class DamageWords
{
    /// <summary>What follows the file's name.</summary>
    /// <param name="places">Damaged packets, and an end before the length that the file states; at least 1.</param>
    public static string Of(long places) =>
        FormattableString.Invariant($"is damaged in {places} {(places == 1 ? "place" : "places")}: what could not be read there is silence or missing. Fetch it again, or export it anew.");
}
