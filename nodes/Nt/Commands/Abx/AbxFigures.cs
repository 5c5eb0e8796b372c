using System.Globalization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Abx;

/// <param name="Loudness">Integrated; null: not measured.</param>
/// <param name="Gain">By which it was turned down.</param>
internal sealed record AbxSide(string Path, Lufs? Loudness, Decibels Gain);

/// <summary>How a blind comparison ended.</summary>
internal sealed record AbxFigures(AbxSide A, AbxSide B, AbxTrials Trials)
{
    public void Write(Sink sink)
    {
        var table = new Table(new Column(""), new Column(""));
        table.Add("A", Side(A));
        table.Add("B", Side(B));
        table.Add("trials", Trials.Done.Count == Trials.Count ? $"{Trials.Count}" : $"{Trials.Done.Count} of {Trials.Count}");
        if (Trials.Done.Count > 0)
        {
            table.Add("right", string.Create(CultureInfo.InvariantCulture, $"{Trials.Right} ({100.0 * Trials.Right / Trials.Done.Count:0} %)"));
            table.Add("p", string.Create(CultureInfo.InvariantCulture, $"{Trials.PValue:0.####}: of a hundred who only guess, {100 * Trials.PValue:0.#} do as well"));
        }
        table.Write(sink);
    }

    public void WriteJson(Sink sink) => Json.WriteTo(sink, json =>
    {
        foreach (var (name, side) in new[] { ("a", A), ("b", B) })
        {
            json.Object(name, () =>
            {
                json.WriteString("path", side.Path);
                json.Number("loudness_lufs", side.Loudness?.Value);
                json.Number("gain_db", side.Gain.Value);
            });
        }
        json.WriteNumber("trials", Trials.Count);
        json.WriteNumber("answered", Trials.Done.Count);
        json.WriteNumber("right", Trials.Right);
        json.Number("p_value", Trials.PValue, 6);
        json.WriteStartArray("answers");
        foreach (var trial in Trials.Done)
        {
            json.WriteStartObject();
            json.WriteString("x", trial.IsA ? "a" : "b");
            json.WriteString("said", trial.SaidA ? "a" : "b");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string Side(AbxSide side) => Text.Printable(side.Path) + (side.Loudness is { } l ? $"  {Text.Number(l.Value, 1)} LUFS" : "") + (side.Gain.Value < 0 ? $", turned down by {Text.Number(-side.Gain.Value, 2)} dB" : "");
}
