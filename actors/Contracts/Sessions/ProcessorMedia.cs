using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// Files that parameters of processors name, such as impulse responses. Within a session and its plans such a parameter reads
/// "media:HASH": the file is known by what it holds, and where it is stands with the other media.
/// </summary>
public static class ProcessorMedia
{
    private const string Prefix = "media:";

    /// <summary>The parameter's value for a medium.</summary>
    public static TextValue Name(string contentHash) => new(Prefix + contentHash);

    /// <returns>Null where the value does not name a medium.</returns>
    public static string? HashOf(ParameterValue? value) => value is TextValue text ? HashOf(text.Text) : null;

    /// <returns>Null where the value does not name a medium.</returns>
    public static string? HashOf(string value) => value.StartsWith(Prefix, StringComparison.Ordinal) ? value[Prefix.Length..] : null;

    /// <summary>Parameters that name files, with their values.</summary>
    public static IEnumerable<(ParameterPath Path, ParameterDefinition Definition, TextValue Value)> Files(ProcessorSettings settings)
    {
        foreach (var (path, definition, value) in settings.Parameters())
            if (definition.IsFile && value is TextValue text) yield return (path, definition, text);
    }

    /// <summary>Content hashes of the media that the parameters name.</summary>
    public static IEnumerable<string> Of(ProcessorSettings settings) => Files(settings).Select(f => HashOf(f.Value)).OfType<string>();
}
