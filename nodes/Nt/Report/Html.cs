using System.Globalization;
using System.Text;

namespace NTWorkstation.Nt.Report;

/// <summary>Text into HTML. Names, tags and notes come from files: nothing reaches a page unescaped.</summary>
internal static class Html
{
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': safe.Append("&amp;"); break;
                case '<': safe.Append("&lt;"); break;
                case '>': safe.Append("&gt;"); break;
                case '"': safe.Append("&quot;"); break;
                case '\'': safe.Append("&#39;"); break;
                // Control and direction marks could make a name read as something else.
                default:
                    if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) safe.Append('·');
                    else safe.Append(rune.ToString());
                    break;
            }
        }
        return safe.ToString();
    }
}
