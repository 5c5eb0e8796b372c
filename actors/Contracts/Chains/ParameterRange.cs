using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Contracts.Chains;

/// <summary>Whether a value keeps its parameter's definition.</summary>
internal static class ParameterRange
{
    public static bool Holds(ParameterDefinition definition, ParameterValue? value) => (definition.Type, value) switch
    {
        (_, null) => definition.IsOptional,
        (ParameterType.Choice, TextValue word) => definition.Choices.Contains(word.Text),
        (ParameterType.Text, TextValue text) => text.Text.Length >= definition.Low && text.Text.Length <= definition.High,
        (ParameterType.Numbers, NumbersValue numbers) => Holds(definition, numbers.Tokens),
        (ParameterType.Number or ParameterType.Integer, NumberValue number) => definition.Takes(number.Value),
        _ => false,
    };

    public static string Show(ParameterValue? value) => value switch
    {
        null => "absent",
        NumberValue number => number.Token,
        TextValue { Text.Length: <= 60 } text => $"\"{text.Text}\"",
        TextValue text => FormattableString.Invariant($"a text of {text.Text.Length} characters"),
        NumbersValue { Tokens.Count: <= 6 } numbers => string.Join(", ", numbers.Tokens),
        NumbersValue numbers => FormattableString.Invariant($"a list of {numbers.Tokens.Count}"),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static bool Holds(ParameterDefinition definition, IReadOnlyList<string> tokens)
    {
        if (tokens.Count < definition.LeastCount || tokens.Count > definition.MostCount) return false;
        var last = double.NegativeInfinity;
        foreach (var token in tokens)
        {
            var value = new NumberValue(token).Value;
            if (!(value >= definition.Low && value <= definition.High) || definition.IsRising && value <= last || definition.IsWhole && value != Math.Floor(value)) return false;
            last = value;
        }
        return !definition.IsDistinct || tokens.Select(t => new NumberValue(t).Value).Distinct().Count() == tokens.Count;
    }
}
