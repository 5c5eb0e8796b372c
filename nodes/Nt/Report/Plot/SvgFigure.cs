using System.Globalization;
using System.Text;

namespace NTWorkstation.Nt.Report.Plot;

/// <summary>Draws a figure as inline SVG with its legend. Colours are classes, so the page's scheme decides them.</summary>
internal static class SvgFigure
{
    public const int Width = 960;
    private const int Left = 64, Right = 18, Top = 14, Bottom = 46;

    public static void Write(StringBuilder html, Figure figure)
    {
        var (w, h) = (Width - Left - Right, figure.Height - Top - Bottom);
        html.Append("<figure>\n");
        html.Append(CultureInfo.InvariantCulture, $"<figcaption><h3>{Html.Escape(figure.Title)}</h3><p>{Html.Escape(figure.Caption)}</p></figcaption>\n");
        Legend(html, figure);
        html.Append(CultureInfo.InvariantCulture,
            $"<div class=\"scroll\"><svg viewBox=\"0 0 {Width} {figure.Height}\" role=\"img\" aria-label=\"{Html.Escape(figure.Title)}\"");
        // For the read-out under the pointer.
        html.Append(CultureInfo.InvariantCulture,
            $" data-x=\"{Left} {w} {R(figure.X.Min)} {R(figure.X.Max)} {(figure.X.IsLog ? 1 : 0)}\" data-y=\"{Top} {h} {R(figure.Y.Min)} {R(figure.Y.Max)}\" data-t=\"{(figure.X.Title.StartsWith("Time", StringComparison.Ordinal) ? "t" : "f")}\">\n");
        Drawing(html, figure);
        html.Append("</svg></div>\n</figure>\n");
    }

    /// <summary>What stands within the frame of <see cref="Width"/> by the figure's height.</summary>
    public static void Drawing(StringBuilder html, Figure figure)
    {
        var (w, h) = (Width - Left - Right, figure.Height - Top - Bottom);
        Grid(html, figure, w, h);
        html.Append(CultureInfo.InvariantCulture, $"<svg x=\"{Left}\" y=\"{Top}\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" class=\"area\">\n");
        foreach (var curve in figure.Curves)
            if (curve.Filled) Fill(html, figure, curve, w, h);
        foreach (var guide in figure.Guides)
        {
            var y = h - figure.Y.Place(guide.Y) * h;
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"guide {Class(guide.Role)}\" x1=\"0\" x2=\"{w}\" y1=\"{N(y)}\" y2=\"{N(y)}\"/>\n");
        }
        foreach (var curve in figure.Curves)
            html.Append(CultureInfo.InvariantCulture, $"<path class=\"curve {Class(curve.Role)}\" data-n=\"{Html.Escape(curve.InLegend ? curve.Name : "")}\" d=\"{PathOf(figure, curve.Points, w, h)}\"/>\n");
        html.Append("</svg>\n");
        foreach (var marker in figure.Markers)
        {
            var (x, y) = (Left + figure.X.Place(marker.At.X) * w, Top + h - Math.Clamp(figure.Y.Place(marker.At.Y), 0, 1) * h);
            html.Append(CultureInfo.InvariantCulture, $"<circle class=\"marker\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"9\"/><text class=\"marker\" x=\"{N(x)}\" y=\"{N(y + 4)}\">{Html.Escape(marker.Label)}</text>\n");
        }
    }

    public static string Class(Role role) => role switch
    {
        Role.Reference => "ref",
        Role.Target => "tgt",
        Role.Render => "out",
        Role.Mid => "mid",
        Role.Side => "side",
        Role.Band => "band",
        Role.Limiter => "lim",
        Role.Compressor => "comp",
        _ => "ride",
    };

    private static void Legend(StringBuilder html, Figure figure)
    {
        html.Append("<ul class=\"legend\">");
        foreach (var curve in figure.Curves)
            if (curve.InLegend) Entry("curve", curve.Role, curve.Name);
        foreach (var guide in figure.Guides) Entry("guide", guide.Role, guide.Name);
        html.Append("</ul>\n");

        void Entry(string kind, Role role, string name) =>
            html.Append(CultureInfo.InvariantCulture, $"<li><svg viewBox=\"0 0 30 10\" aria-hidden=\"true\"><line class=\"{kind} {Class(role)}\" x1=\"1\" x2=\"29\" y1=\"5\" y2=\"5\"/></svg>{Html.Escape(name)}</li>");
    }

    private static void Grid(StringBuilder html, Figure figure, int w, int h)
    {
        foreach (var tick in figure.X.Ticks)
        {
            var x = Left + figure.X.Place(tick.Value) * w;
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"{(tick.Minor ? "minor" : "grid")}\" x1=\"{N(x)}\" x2=\"{N(x)}\" y1=\"{Top}\" y2=\"{Top + h}\"/>");
            if (tick.Label.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{N(x)}\" y=\"{Top + h + 18}\">{Html.Escape(tick.Label)}</text>");
        }
        foreach (var tick in figure.Y.Ticks)
        {
            var y = Top + h - figure.Y.Place(tick.Value) * h;
            var zero = Math.Abs(tick.Value) < 1e-12 && figure.Y.Min < 0 && figure.Y.Max > 0;
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"{(zero ? "zero" : "grid")}\" x1=\"{Left}\" x2=\"{Left + w}\" y1=\"{N(y)}\" y2=\"{N(y)}\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 8}\" y=\"{N(y + 4)}\">{Html.Escape(tick.Label)}</text>");
        }
        html.Append(CultureInfo.InvariantCulture, $"\n<text class=\"title\" text-anchor=\"middle\" x=\"{Left + w / 2}\" y=\"{figure.Height - 6}\">{Html.Escape(figure.X.Title)}</text>");
        html.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" text-anchor=\"middle\" transform=\"translate(15 {Top + h / 2}) rotate(-90)\">{Html.Escape(figure.Y.Title)}</text>\n");
    }

    private static string PathOf(Figure figure, IReadOnlyList<Point> points, int w, int h)
    {
        var path = new StringBuilder();
        var drawing = false;
        foreach (var point in points)
        {
            if (!double.IsFinite(point.Y) || !double.IsFinite(point.X))
            {
                drawing = false;
                continue;
            }
            // Far outside the frame is outside the frame: bounded, so that no viewer meets an absurd coordinate.
            var y = Math.Clamp(figure.Y.Place(point.Y), -1, 2);
            path.Append(drawing ? 'L' : 'M').Append(N(figure.X.Place(point.X) * w)).Append(' ').Append(N(h - y * h));
            drawing = true;
        }
        return path.ToString();
    }

    private static void Fill(StringBuilder html, Figure figure, Curve curve, int w, int h)
    {
        if (curve.Points.Count < 2) return;
        var zero = h - Math.Clamp(figure.Y.Place(0), 0, 1) * h;
        var inner = PathOf(figure, [.. curve.Points.Where(p => double.IsFinite(p.Y))], w, h);
        if (inner.Length == 0) return;
        var (first, last) = (figure.X.Place(curve.Points[0].X) * w, figure.X.Place(curve.Points[^1].X) * w);
        html.Append(CultureInfo.InvariantCulture, $"<path class=\"fill {Class(curve.Role)}\" d=\"M{N(first)} {N(zero)}L{inner[1..]}L{N(last)} {N(zero)}Z\"/>\n");
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
    private static string R(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
