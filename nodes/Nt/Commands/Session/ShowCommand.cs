using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Session.Journal;
using NTWorkstation.Session.State;
using NTWorkstation.Session.Views;

namespace NTWorkstation.Nt.Commands.Session;

/// <summary>nt session show.</summary>
internal sealed class ShowCommand : SessionVerb
{
    private readonly FlagOption _json = new("--json", "Prints one JSON document on standard output and nothing else.");

    public ShowCommand(CommandContext context) : base(context, "show", "Shows a session: tracks, processors, markers, renders, and what was played.") => Group("Options", _json);

    protected override async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(cancellation);
        var state = await new SessionDirectory(store).FindAsync(NameOf(parsed), cancellation);
        var events = new List<RecordedEvent>();
        await foreach (var recorded in new SessionJournal(store).EventsAsync(state.Id, cancellation: cancellation)) events.Add(recorded);
        var played = PlayTally.Of(events);
        if (parsed.GetValue(_json))
        {
            Json.WriteTo(Out, json =>
            {
                WriteState(json, state);
                WritePlayed(json, played);
            });
            return ExitCode.Done;
        }
        WriteText(Out, state);
        if (played is null) return ExitCode.Done;
        Out.WriteLine();
        Out.WriteLine($"played  {Text.Count(played.Sources, "source")}, {Text.Time(played.Heard)} in all");
        Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  last  {Text.Printable(played.Last)}, until {played.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}"));
        return ExitCode.Done;
    }

    public static void WriteText(Sink sink, SessionState state)
    {
        var content = state.Content;
        sink.WriteLine(sink.Paint(Ink.Bold, Text.Printable(content.Name)));
        sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"id {state.Id}, {Text.Count(state.Sequence, "event")}{(state.Origin is { } o ? $", forked from {Text.Printable(o.Name)} ({o.Session}) at event {o.Sequence}" : "")}"));
        if (content.Loudness is { } target) sink.WriteLine($"loudness target {Text.Number(target.Value)} LUFS");
        for (var i = 0; i < content.Tracks.Count; i++)
        {
            var track = content.Tracks[i];
            var media = state.Media[track.Media];
            sink.WriteLine();
            sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"track {i}  {sink.Paint(Ink.Bold, Text.Printable(track.Name))}  {track.Id}"));
            sink.WriteLine($"  {Text.Printable(media.Path)}  {Text.Time(media.Frames.At(media.Rate))}, {media.Rate.Hz.ToString("0.###", CultureInfo.InvariantCulture)} Hz, {MediaWords.Channels(media.Format)}");
            Chain(sink, state, track.Chain);
        }
        sink.WriteLine();
        sink.WriteLine(sink.Paint(Ink.Bold, "master"));
        Chain(sink, state, content.Master);
        if (content.Markers.Count > 0) sink.WriteLine();
        foreach (var marker in content.Markers) sink.WriteLine($"marker  {Text.Time(marker.At)}  {Text.Printable(marker.Name)}");
        if (state.Renders.Count > 0) sink.WriteLine();
        foreach (var render in state.Renders)
            sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"render of event {render.OfSequence}  {Text.Printable(render.Output)}  {render.Hash[..12]}"));
    }

    public static void WriteState(Utf8JsonWriter json, SessionState state)
    {
        json.WriteString("schema", "nt.session/1");
        json.WriteString("id", state.Id.Value);
        json.WriteString("name", state.Content.Name);
        json.WriteNumber("sequence", state.Sequence);
        json.Number("loudness_lufs", state.Content.Loudness?.Value);
        json.WriteStartArray("tracks");
        foreach (var track in state.Content.Tracks)
        {
            var media = state.Media[track.Media];
            json.WriteStartObject();
            json.WriteString("id", track.Id.Value);
            json.WriteString("name", track.Name);
            json.WriteString("path", media.Path);
            json.WriteString("sha256", media.ContentHash);
            json.Number("rate_hz", media.Rate.Hz);
            json.WriteNumber("channels", media.Channels);
            json.WriteNumber("frames", media.Frames.Value);
            Chain(json, "chain", track.Chain);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Chain(json, "master", state.Content.Master);
        json.WriteStartArray("files");
        foreach (var hash in SessionMedia.OfProcessors(state.Content))
        {
            json.WriteStartObject();
            json.WriteString("sha256", hash);
            if (state.Media.TryGetValue(hash, out var file)) json.WriteString("path", file.Path);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("markers");
        foreach (var marker in state.Content.Markers)
        {
            json.WriteStartObject();
            json.WriteString("name", marker.Name);
            json.Number("at_s", marker.At.Value, 6);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("renders");
        foreach (var render in state.Renders)
        {
            json.WriteStartObject();
            json.WriteNumber("of_sequence", render.OfSequence);
            json.WriteString("output", render.Output);
            json.WriteString("sha256", render.Hash);
            json.WriteString("engine", render.Engine);
            json.WriteString("isa", render.IsaClass);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("undo", state.Undo.Count);
        json.WriteNumber("redo", state.Redo.Count);
    }

    private static void WritePlayed(Utf8JsonWriter json, PlayTally? played)
    {
        if (played is null)
        {
            json.WriteNull("played");
            return;
        }
        json.Object("played", () =>
        {
            json.WriteNumber("sources", played.Sources);
            json.Number("heard_s", played.Heard.Value);
            json.WriteString("last", played.Last);
            json.WriteString("last_at", played.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        });
    }

    private static void Chain(Sink sink, SessionState state, IReadOnlyList<ProcessorInstance> chain)
    {
        var content = state.Content;
        if (chain.Count == 0) sink.WriteLine("  no processors");
        for (var i = 0; i < chain.Count; i++)
            sink.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {i}  {Text.Printable(ProcessorNames.Unique(content, content.Find(chain[i].Id)!))}  {chain[i].Id}  {Text.Printable(ParameterWords.Summary(chain[i].Settings, state.Media))}"));
    }

    private static void Chain(Utf8JsonWriter json, string name, IReadOnlyList<ProcessorInstance> chain)
    {
        json.WriteStartArray(name);
        foreach (var processor in chain)
        {
            json.WriteStartObject();
            json.WriteString("id", processor.Id.Value);
            if (processor.Label is { } label) json.WriteString("label", label);
            json.WritePropertyName("settings");
            processor.Settings.Write(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
