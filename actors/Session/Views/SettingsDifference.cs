using NTWorkstation.Contracts.Chains;
using MediaNames = System.Collections.Generic.IReadOnlyDictionary<string, NTWorkstation.Contracts.Sessions.MediaReference>;

namespace NTWorkstation.Session.Views;

/// <summary>What differs between two settings of one kind of processor.</summary>
public static class SettingsDifference
{
    public static IEnumerable<(ParameterPath Path, ParameterValue? Old, ParameterValue? New)> Values(ProcessorSettings old, ProcessorSettings now)
    {
        var paths = old.Parameters().Concat(now.Parameters()).Select(p => p.Path).Distinct();
        foreach (var path in paths)
        {
            old.TryGet(path, out var a);
            now.TryGet(path, out var b);
            if (!Equals(a, b)) yield return (path, a, b);
        }
    }

    /// <summary>In words: "band 2 gain from +1.5 dB to +3.0 dB". A band that only one of them has is said once.</summary>
    public static IEnumerable<string> Between(ProcessorSettings old, ProcessorSettings now, MediaNames? media = null)
    {
        var shared = Math.Min(old.Bands, now.Bands);
        foreach (var (path, a, b) in Values(old, now))
        {
            if (path.Band >= shared) continue;
            var definition = (old.DefinitionOf(path) ?? now.DefinitionOf(path))!;
            yield return $"{ParameterWords.Name(definition, path)} {ParameterWords.Change(definition, a, b, media)}";
        }
        for (var band = shared; band < old.Bands; band++) yield return FormattableString.Invariant($"band {band} removed");
        for (var band = shared; band < now.Bands; band++)
        {
            var own = now.Parameters().Where(p => p.Path.Band == band).Select(p => p.Definition.Choices.Count > 0 ? ParameterWords.Value(p.Definition, p.Value, media) : $"{ParameterWords.Name(p.Definition, p.Path with { Band = null })} {ParameterWords.Value(p.Definition, p.Value, media)}");
            yield return FormattableString.Invariant($"band {band} added: {string.Join(", ", own)}");
        }
    }
}
