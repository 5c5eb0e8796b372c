using System.Text.RegularExpressions;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>Parameters and their values as they are typed.</summary>
internal static partial class Assignments
{
    /// <summary>PARAM=VALUE.</summary>
    /// <exception cref="UsageException">There is no "=".</exception>
    public static Assignment Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? new(text[..at], text[(at + 1)..])
            : throw new UsageException($"'{text}' is no parameter with a value: write PARAM=VALUE, such as gain_db=-3.");
    }

    /// <summary>PROCESSOR.PARAM=VALUE. Names may hold points: the parameter is what follows the last one that can stand before it.</summary>
    /// <exception cref="UsageException">It is not of this form.</exception>
    public static (string Processor, Assignment Assignment) ParseQualified(string text)
    {
        var match = Qualified().Match(text);
        return match.Success ? (match.Groups[1].Value, new(match.Groups[2].Value, match.Groups[3].Value))
            : throw new UsageException($"'{text}' is no processor's parameter with a value: write PROCESSOR.PARAM=VALUE, such as eq.bands[0].gain_db=3.");
    }

    [GeneratedRegex(@"^([^=]+?)\.(bands\[\d+\](?:\.\w+)?|\w+)=(.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Qualified();
}
