using System.Diagnostics.Metrics;

namespace NTWorkstation.Kernel.Diagnostics;

/// <summary>
/// Measuring that fails nobody: what a listener throws is dropped, for it runs in an actor's turn and would fail the actor, or take a
/// dead letter out on its sender. An instrument is null where a listener threw when it was published.
/// </summary>
internal static class UnfailingInstruments
{
    public static T? Publish<T>(Func<T> create)
        where T : Instrument
    {
        try
        {
            return create();
        }
        catch (Exception)
        {
            return null;
        }
    }

    public static void Note<T>(this Histogram<T>? histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        if (histogram is not { Enabled: true }) return;
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // There is nowhere else to say it.
        }
    }

    public static void Note(this Counter<long>? counter, long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (counter is not { Enabled: true }) return;
        try
        {
            counter.Add(value, tags);
        }
        catch (Exception)
        {
            // There is nowhere else to say it.
        }
    }

    public static void Note(this UpDownCounter<long>? counter, long value)
    {
        if (counter is not { Enabled: true }) return;
        try
        {
            counter.Add(value);
        }
        catch (Exception)
        {
            // There is nowhere else to say it.
        }
    }
}
