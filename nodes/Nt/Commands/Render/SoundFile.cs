using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Render;

/// <summary>Reads presets and chains; what is wrong with one is said with its place.</summary>
internal static class SoundFile
{
    /// <exception cref="BadInputException">Missing, unreadable or not a preset.</exception>
    public static StyleParams Preset(string path)
    {
        var style = Read(path, "preset", StyleParamsJson.Read);
        return style with { Reverb = style.Reverb is { } reverb ? Located(reverb, path) : null };
    }

    /// <exception cref="BadInputException">Missing, unreadable or not a chain.</exception>
    public static IReadOnlyList<ProcessorSpec> Chain(string path) =>
        Located(Read(path, "chain", ChainJson.Read), path);

    /// <summary>With the files that processors name as seen from here.</summary>
    /// <param name="path">Of the document.</param>
    public static IReadOnlyList<ProcessorSpec> Located(IReadOnlyList<ProcessorSpec> chain, string path) =>
    [
        .. chain.Select(p => p switch
        {
            NamedReverbSpec reverb => reverb with { Reverb = Located(reverb.Reverb, path) },
            NamedFirSpec { File: { } file } fir => fir with { File = Path.Combine(Path.GetDirectoryName(path) ?? "", file) },
            _ => p,
        }),
    ];

    // An impulse response is named from the file that names it, so that the two can be moved together.
    private static ReverbParams Located(ReverbParams reverb, string path) =>
        reverb.ImpulseResponse.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal)
            ? reverb
            : reverb with { ImpulseResponse = Path.Combine(Path.GetDirectoryName(path) ?? "", reverb.ImpulseResponse) };

    private static T Read<T>(string path, string what, Func<string, T> parse)
    {
        var text = TextFile.Read(path);
        try
        {
            return parse(text);
        }
        catch (ContractException failure)
        {
            throw new BadInputException($"{path} is not a valid {what}: {failure.Message}", failure);
        }
    }
}
