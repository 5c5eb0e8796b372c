using System.Text;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Analysis;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Output;

/// <summary>Target curves as files: .json where audio is taken too.</summary>
internal static class CurveFile
{
    public static bool Is(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="BadInputException">Missing, unreadable or not a curve.</exception>
    public static SoundProfile Read(string path)
    {
        var text = TextFile.Read(path);
        try
        {
            return TargetCurveJson.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (ContractException failure)
        {
            throw new BadInputException($"{path} is not a target curve: {failure.Message}\nMake one with nt analyze --save-curve.", failure);
        }
    }

    public static string Text(SoundProfile profile) => Encoding.UTF8.GetString(TargetCurveJson.Write(profile));
}
