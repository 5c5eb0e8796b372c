using static NTWorkstation.Audio.Chain.ParameterType;

namespace NTWorkstation.Audio.Chain;

/// <summary>How the catalogue's entries are written, and the parameter that they share.</summary>
internal static class Definitions
{
    /// <summary>The channels of a chain that a processor works on.</summary>
    public static readonly ParameterDefinition Channels = Many("channels", "", 0, 63, 1, 64, "Channels it works on, from 0, in the order in which it sees them; the others are only delayed as it delays. Default: all.") with
    {
        IsOptional = true,
        IsWhole = true,
        IsDistinct = true,
        IsOfChains = true,
    };

    /// <summary>How a convolution is laid out.</summary>
    public static readonly ParameterDefinition Block = Of("block", "frames", 32, 4096, null, "For live streams: frames of the smallest part that is transformed at once (64 where in doubt); there is no latency but the response's own then, at about twice the cost. Default: the least cost, with the latency of long parts.") with
    {
        Type = Integer,
        IsOptional = true,
        IsPowerOfTwo = true,
        IsOfChains = true,
    };

    public static ParameterDefinition Of(string name, string unit, double low, double high, double? start, string description) =>
        new() { Name = name, Type = Number, Unit = unit, Low = low, High = high, Default = start, Description = description };

    public static ParameterDefinition Many(string name, string unit, double low, double high, int least, int most, string description) =>
        new()
        {
            Name = name, Type = Numbers, Unit = unit, Low = low, High = high, LeastCount = least, MostCount = most, Description = description,
        };

    /// <param name="start">Its place among the choices; null where it must be given.</param>
    public static ParameterDefinition OneOf(string name, string description, int? start, params string[] choices) =>
        new() { Name = name, Type = Choice, Unit = "", Description = description, Choices = choices, Default = start };
}
