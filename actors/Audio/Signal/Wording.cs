using System.Globalization;
using System.Text.RegularExpressions;

namespace NTWorkstation.Audio.Signal;

/// <summary>Sentences with numbers for people: English notation, a real minus sign, and no minus before a rounded 0.</summary>
public static partial class Wording
{
    private static readonly NumberFormatInfo Numbers = new() { NegativeSign = "−", PercentPositivePattern = 0, PercentNegativePattern = 0 };

    public static string Say(FormattableString text) => NegativeZero().Replace(text.ToString(Numbers), "$1");

    [GeneratedRegex(@"−(0(?:\.0+)?)(?![\d.])")]
    private static partial Regex NegativeZero();
}
