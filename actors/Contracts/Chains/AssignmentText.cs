using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Chains;

/// <summary>Values as a person writes them: "+3", "−1.5 dB", "2.5kHz", "peaking", "0.8, 1, 1.2, 1".</summary>
internal static class AssignmentText
{
    private static readonly char[] Separators = [',', ';', ' '];

    /// <exception cref="AssignmentException">It is not within what the definition allows.</exception>
    public static ParameterValue Read(ParameterDefinition definition, string where, string text)
    {
        text = text.Trim();
        switch (definition.Type)
        {
            case ParameterType.Choice:
                var choice = definition.Choices.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase));
                return choice is not null
                    ? new TextValue(choice)
                    : throw Refuse(definition, where, text, Spelling.Closest(text, definition.Choices) is { } meant ? $"Did you mean {meant}?" : $"Give {definition.Allowed}.");
            case ParameterType.Text:
                return text.Length >= definition.Low && text.Length <= definition.High ? new TextValue(text) : throw Refuse(definition, where, text);
            case ParameterType.Numbers:
                var parts = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length < definition.LeastCount || parts.Length > definition.MostCount) throw Refuse(definition, where, text);
                var numbers = parts.Select(p => Number(definition, where, p)).ToArray();
                if (definition.IsRising && numbers.Zip(numbers.Skip(1)).Any(p => p.Second <= p.First)) throw Refuse(definition, where, text);
                if (definition.IsDistinct && numbers.Distinct().Count() != numbers.Length) throw Refuse(definition, where, text);
                return new NumbersValue([.. numbers.Select(n => NumberValue.Of(n).Token)]);
            default:
                return NumberValue.Of(Number(definition, where, text));
        }
    }

    private static double Number(ParameterDefinition definition, string where, string text)
    {
        var number = text.Replace('−', '-');
        var scale = 1;
        if (definition.Unit.Length > 0 && number.EndsWith(definition.Unit, StringComparison.OrdinalIgnoreCase))
        {
            number = number[..^definition.Unit.Length].TrimEnd();
            // Kilohertz are the one multiple that people write.
            if (definition.Unit == "Hz" && number.EndsWith('k')) (number, scale) = (number[..^1].TrimEnd(), 1000);
        }
        if (!double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value))
            throw Refuse(definition, where, text);
        value *= scale;
        var whole = definition is { Type: not ParameterType.Integer, IsWhole: false } || value == Math.Floor(value);
        return value >= definition.Low && value <= definition.High && whole ? value : throw Refuse(definition, where, text);
    }

    private static AssignmentException Refuse(ParameterDefinition definition, string where, string text, string? advice = null) =>
        new(AssignmentFault.BadValue, where, $"\"{(text.Length <= 60 ? text : text[..57] + "...")}\" is not {definition.Allowed}", advice ?? definition.Description);
}
