using System.Globalization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Probe;

/// <summary>nt probe: what a file is, without decoding it.</summary>
internal sealed class ProbeCommand : NtCommand
{
    private readonly FileArgument _file = new("FILE", "The audio file.") { HelpName = "FILE" };
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public ProbeCommand(CommandContext context) : base("probe", "Shows what a file is: container, codec, rate, channels, exact length, tags. Nothing is decoded.")
    {
        Arguments.Add(_file);
        Group("Options", _json);
        Examples = [("nt probe song.flac", "Lists what is known of song.flac."), ("nt probe song.flac --json | jq .frames", "The exact number of frames.")];
        SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(_file);
            using var reader = context.MakePorts().Decode.Open(path);
            if (parsed.GetValue(_json)) WriteJson(path, reader.Info, context.Streams.Out);
            else WriteText(path, reader.Info, context.Streams.Out);
            return ExitCode.Done;
        });
    }

    private static void WriteJson(string path, MediaInfo info, Sink sink) => Json.WriteTo(sink, json =>
    {
        json.WriteString("file", path);
        json.WriteString("container", info.Container);
        json.WriteString("codec", info.Codec);
        json.WriteString("sample_type", MediaWords.Of(info.Samples));
        json.Number("rate_hz", info.Format.Rate.Hz);
        json.WriteNumber("channels", info.Format.Channels);
        if (info.Length is { } length)
        {
            json.WriteNumber("frames", length.Value);
            json.Number("duration_s", length.At(info.Format.Rate).Value, 6);
        }
        else
        {
            json.WriteNull("frames");
            json.WriteNull("duration_s");
        }
        if (info.BitRate > 0) json.WriteNumber("bit_rate", info.BitRate);
        else json.WriteNull("bit_rate");
        json.WriteStartArray("tags");
        foreach (var (key, value) in info.Tags.Entries)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("lyrics", info.Tags.Lyrics);
        if (info.Tags.Cover is { } cover)
            json.Object("cover", () =>
            {
                json.WriteString("type", info.Tags.CoverMimeType);
                json.WriteNumber("bytes", cover.Length);
            });
        else json.WriteNull("cover");
    });

    private static void WriteText(string path, MediaInfo info, Sink sink)
    {
        var table = new Table(new Column(""), new Column(""));
        table.Add("file", Text.Printable(path));
        table.Add("container", info.Container);
        table.Add("codec", $"{info.Codec}, {MediaWords.Of(info.Samples)}");
        table.Add("rate", string.Create(CultureInfo.InvariantCulture, $"{info.Format.Rate.Hz:0.###} Hz"));
        table.Add("channels", MediaWords.Channels(info.Format));
        table.Add("length", info.Length is { } length ? $"{Text.Time(length.At(info.Format.Rate))} ({length.Value} frames)" : "not stated by the file");
        if (info.BitRate > 0) table.Add("bit rate", string.Create(CultureInfo.InvariantCulture, $"{info.BitRate / 1000.0:0.#} kbit/s"));
        foreach (var (key, value) in info.Tags.Entries) table.Add(Text.Printable(key), Text.Printable(value));
        if (info.Tags.Lyrics is { } lyrics) table.Add("lyrics", string.Create(CultureInfo.InvariantCulture, $"{lyrics.Length} characters"));
        if (info.Tags.Cover is { } cover) table.Add("cover", $"{info.Tags.CoverMimeType}, {cover.Length} bytes");
        table.Write(sink);
    }
}
