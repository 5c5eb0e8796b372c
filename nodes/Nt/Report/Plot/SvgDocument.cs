using System.Globalization;
using System.Text;

namespace NTWorkstation.Nt.Report.Plot;

/// <summary>Figures below each other as one SVG file that stands alone.</summary>
internal static class SvgDocument
{
    private const int Top = 56, Head = 30, Gap = 16;

    public static string Of(string title, IReadOnlyList<Figure> figures)
    {
        var height = Top + figures.Sum(f => f.Height + Head + Gap);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SvgFigure.Width} {height}\" width=\"{SvgFigure.Width}\" height=\"{height}\" font-family=\"system-ui,sans-serif\" font-size=\"13\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Html.Escape(title)}</title>\n<style>{Page.FigureStyle}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"var(--card)\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"20\" y=\"32\" font-size=\"18\" font-weight=\"600\">{Html.Escape(title)}</text>\n");
        var y = Top;
        foreach (var figure in figures)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"20\" y=\"{y + 16}\" font-weight=\"600\">{Html.Escape(figure.Title)}</text>\n");
            Legend(svg, figure, y);
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate(0 {y + Head})\">\n");
            SvgFigure.Drawing(svg, figure);
            svg.Append("</g>\n");
            y += Head + figure.Height + Gap;
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Legend(StringBuilder svg, Figure figure, int y)
    {
        var x = 180;
        foreach (var curve in figure.Curves)
        {
            if (!curve.InLegend) continue;
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"curve {SvgFigure.Class(curve.Role)}\" x1=\"{x}\" x2=\"{x + 28}\" y1=\"{y + 12}\" y2=\"{y + 12}\"/><text class=\"tick\" x=\"{x + 34}\" y=\"{y + 16}\">{Html.Escape(curve.Name)}</text>\n");
            x += 56 + 8 * curve.Name.Length;
        }
    }
}
