using System.Buffers;
using System.Text;
using System.Text.Json;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Monitor;

/// <summary>Each frame as one line of JSON. Silence, −∞ dB, is null.</summary>
internal sealed class MonitorJson(Sink sink) : IMonitorPicture, IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public IDisposable Begin(Action quit) => this;

    public void Dispose()
    {
    }

    public void Show(MonitorFrame frame)
    {
        _buffer.Clear();
        using (var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, frame);
        sink.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        sink.Writer.Flush();
    }

    private static void Write(Utf8JsonWriter json, MonitorFrame frame)
    {
        var (place, meters, spectrum) = (frame.Place, frame.Meters, frame.Spectrum);
        json.WriteStartObject();
        json.WriteString("state", place.State switch { TransportState.Playing => "playing", TransportState.Paused => "paused", _ => "stopped" });
        if (place.Entry is { } entry) json.WriteNumber("entry", entry.Value);
        if (frame.Entry is { } known)
        {
            json.WriteString("title", known.Title);
            if (known.Artist is { } artist) json.WriteString("artist", artist);
            if (known.Album is { } album) json.WriteString("album", album);
        }
        json.Number("position_s", frame.Position.Value, 4);
        json.Number("duration_s", place.Duration?.Value, 4);
        json.Number("rate_hz", place.Rate?.Hz);
        json.Number("at_s", meters.At.TotalSeconds, 6);
        json.WriteBoolean("is_silent", meters.IsSilent);
        json.WriteStartArray("channels");
        foreach (var c in meters.Channels)
        {
            json.WriteStartObject();
            json.Number("peak_db", c.Peak);
            json.Number("true_peak_db", c.TruePeak);
            json.Number("rms_db", c.Rms);
            json.Number("peak_max_db", c.PeakMax);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Number("momentary_lufs", meters.Momentary.Value);
        json.Number("short_term_lufs", meters.ShortTerm.Value);
        json.Number("integrated_lufs", meters.Integrated.Value);
        json.Number("correlation", meters.Correlation);
        json.Object("spectrum", () =>
        {
            json.WriteNumber("fft_size", spectrum.FftSize);
            json.Numbers("hz", Enumerable.Range(0, spectrum.Bands).Select(b => spectrum.FrequencyOf(b).Value), 2);
            json.WriteStartArray("db");
            for (var p = 0; p < spectrum.Planes; p++)
            {
                json.WriteStartArray();
                foreach (var level in spectrum.BandsOf(p)) json.NumberValue(level, 2);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        });
        json.WriteEndObject();
    }
}
