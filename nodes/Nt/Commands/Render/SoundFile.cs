using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Render;

/// <summary>Reads presets and chains; what is wrong with one is said with its place.</summary>
internal static class SoundFile
{
    /// <exception cref="BadInputException">Missing, unreadable or not a preset.</exception>
    public static StyleParams Preset(string path) => Read(path, "preset", StyleParamsJson.Read);

    /// <exception cref="BadInputException">Missing, unreadable or not a chain.</exception>
    public static IReadOnlyList<ProcessorSpec> Chain(string path) => Read(path, "chain", ChainJson.Read);

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
