namespace NTWorkstation.Nt.Report.Plot;

/// <summary>A point of a curve, in the units of the axes; a value that is not finite interrupts the curve.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>What a curve is for: colour, weight and dash follow from it, so that a thing looks the same in every figure.</summary>
internal enum Role
{
    Reference,
    Target,
    Render,
    Mid,
    Side,
    Band,
    Limiter,
    Compressor,
    Rider,
}

/// <param name="Filled">The area between the curve and 0 is tinted.</param>
/// <param name="InLegend">Curves that explain themselves stay out of the legend.</param>
internal sealed record Curve(string Name, Role Role, IReadOnlyList<Point> Points, bool Filled = false, bool InLegend = true);

/// <summary>A level across the whole figure.</summary>
internal sealed record Guide(string Name, Role Role, double Y);

/// <summary>A labelled dot.</summary>
internal sealed record Marker(string Label, Point At);

/// <summary>A plot with everything that stands in it.</summary>
internal sealed record Figure
{
    public required string Title { get; init; }
    /// <summary>One or two sentences: what is seen and how to read it.</summary>
    public required string Caption { get; init; }
    public required Axis X { get; init; }
    public required Axis Y { get; init; }
    public required IReadOnlyList<Curve> Curves { get; init; }
    public IReadOnlyList<Guide> Guides { get; init; } = [];
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    /// <summary>Height of the drawing where the width is 960.</summary>
    public int Height { get; init; } = 340;
}
