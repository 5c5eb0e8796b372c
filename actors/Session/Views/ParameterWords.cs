using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using MediaNames = System.Collections.Generic.IReadOnlyDictionary<string, NTWorkstation.Contracts.Sessions.MediaReference>;

namespace NTWorkstation.Session.Views;

/// <summary>Parameters and their values in words.</summary>
public static class ParameterWords
{
    private static readonly string[] Gains = ["gain_db", "makeup_db", "mid_db", "side_db"];

    /// <summary>"band 2 gain", "attack". The number is that of the path: bands count from 0.</summary>
    public static string Name(ParameterDefinition definition, ParameterPath path)
    {
        var name = definition.Name;
        var suffix = name.LastIndexOf('_');
        // A unit at the end of the name is said with the value.
        if (suffix > 0 && definition.Unit.Length > 0 && name != "rate_db_per_s") name = name[..suffix];
        name = name switch { "f" => "frequency", "tp" => "ceiling", "rate_db_per_s" => "rate", "ir" or "ir_key" => "room", _ => name.Replace('_', ' ') };
        return path.Band is { } band ? string.Create(CultureInfo.InvariantCulture, $"band {band} {name}") : name;
    }

    /// <summary>"+3.0 dB", "120 Hz", "peaking"; "nothing" for an absent value.</summary>
    /// <param name="media">What the session knows of files; null calls them by their hash.</param>
    public static string Value(ParameterDefinition definition, ParameterValue? value, MediaNames? media = null) => value switch
    {
        null => "nothing",
        NumberValue number => Number(definition, number.Value) + Suffix(definition),
        NumbersValue { Tokens.Count: <= 6 } numbers => string.Join(", ", numbers.Tokens.Select(t => Number(definition, new NumberValue(t).Value))) + Suffix(definition),
        NumbersValue numbers => FormattableString.Invariant($"{numbers.Tokens.Count} values"),
        TextValue text when definition.IsFile && ProcessorMedia.HashOf(text) is { } hash => media?.TryGetValue(hash, out var medium) == true ? $"\"{Path.GetFileName(medium.Path)}\"" : $"file {hash[..Math.Min(12, hash.Length)]}",
        TextValue text => definition.Type == ParameterType.Text ? $"\"{text.Text}\"" : text.Text.Replace('_', ' '),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>"from +1.5 dB to +3.0 dB", with as many digits as tell the two apart.</summary>
    public static string Change(ParameterDefinition definition, ParameterValue? old, ParameterValue? now, MediaNames? media = null)
    {
        var (from, to) = (Value(definition, old, media), Value(definition, now, media));
        if (from == to && (old, now) is (NumberValue a, NumberValue b)) (from, to) = (a.Token + Suffix(definition), b.Token + Suffix(definition));
        else if (from == to) return "to other values";
        return $"from {from} to {to}";
    }

    /// <summary>A processor's settings in one line: those that differ from their defaults.</summary>
    public static string Summary(ProcessorSettings settings, MediaNames? media = null)
    {
        var said = settings.Parameters().Where(p => !IsDefault(p.Definition, p.Value)).Select(p => $"{Name(p.Definition, p.Path)} {Value(p.Definition, p.Value, media)}").ToArray();
        return said.Length <= 12 ? string.Join(", ", said) : string.Join(", ", said.Take(12)) + " …";
    }

    // The first shape of a band goes without saying.
    private static bool IsDefault(ParameterDefinition definition, ParameterValue value) => value switch
    {
        NumberValue number => number.Value == definition.Default,
        TextValue word => definition.Choices.Count > 0 && word.Text == definition.Choices[(int)(definition.Default ?? 0)],
        _ => false,
    };

    private static string Number(ParameterDefinition definition, double value) => Gains.Contains(definition.Name)
        ? value < 0 ? Wording.Say($"{value:0.0##}") : Wording.Say($"+{value:0.0##}")
        : Math.Abs(value) is > 0 and < 0.001 ? Wording.Say($"{value:0.###e+0}") : Wording.Say($"{value:0.###}");

    private static string Suffix(ParameterDefinition definition) => definition.Unit.Length == 0 ? "" : " " + definition.Unit;
}
