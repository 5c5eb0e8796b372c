using System.Text;
using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Json;
using static NTWorkstation.Audio.Chain.ProcessorCatalogue;

namespace NTWorkstation.Contracts.Presets;

/// <summary>
/// A preset (style_params) as JSON. Strict: an unknown key, a value out of its range or another version is refused with its place.
/// What is written reads back equal.
/// </summary>
public static class StyleParamsJson
{
    public const int Version = 1;
    public const int MostNotes = 256;
    public const int MostNoteLength = 4096;
    private static readonly ParameterDefinition VersionDefinition = new()
    {
        Name = "version", Type = ParameterType.Integer, Unit = "", Description = "Version of this contract.", Low = Version, High = Version,
    };
    private static readonly ParameterDefinition NoteDefinition = new()
    {
        Name = "notes", Type = ParameterType.Text, Unit = "", Description = "Plain words.", Low = 0, High = MostNoteLength,
    };

    /// <exception cref="ContractException">The document does not keep the contract.</exception>
    public static StyleParams Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <exception cref="ContractException">The document does not keep the contract.</exception>
    public static StyleParams Read(ReadOnlyMemory<byte> utf8) => StrictDocument.Read(utf8, root =>
    {
        var o = new StrictObject(root, "$");
        o.Number(VersionDefinition);
        var compressor = o.Object("compressor");
        var multiband = compressor?.Has("bands") == true;
        var style = new StyleParams
        {
            Pitch = Stage<PitchSpec>(o, "pitch"),
            Eq = o.List("eq", 0, PresetEq.MostBands) is { } bands ? ProcessorJson.ReadBands(o, bands) : [],
            MatchFir = Stage<MatchFirSpec>(o, "match_fir")?.Curve,
            Compressor = multiband || compressor is null ? null : (CompressorSpec)ProcessorJson.Read("compressor", compressor, inPreset: true),
            Multiband = multiband ? (MultibandSpec)ProcessorJson.Read("multiband", compressor!, inPreset: true) : null,
            Rider = Stage<RiderSpec>(o, "rider"),
            Exciter = Stage<ExciterSpec>(o, "exciter"),
            Stereo = o.Object("stereo") is { } stereo ? ReadStereo(stereo) : null,
            Reverb = Stage<NamedReverbSpec>(o, "reverb")?.Reverb,
            Gain = Stage<GainSpec>(o, "gain")?.Gain ?? default,
            Limiter = Stage<LimiterSpec>(o, "limiter"),
            Loudness = o.Object("lufs") is { } loudness ? ReadLoudness(loudness) : null,
            Notes = o.List("notes", 0, MostNotes)?.Select(n => StrictObject.Text(n.Element, n.Path, NoteDefinition)).ToArray() ?? [],
        };
        o.Finish();
        return style;
    });

    /// <exception cref="ContractException">A parameter is out of its range.</exception>
    public static string Write(StyleParams style)
    {
        var json = ExactWriter.Document(w =>
        {
            w.WriteNumber("version", Version);
            WriteStage(w, "pitch", style.Pitch);
            if (style.Eq.Count > 0) ProcessorJson.WriteBands(w, "eq", style.Eq);
            WriteStage(w, "match_fir", style.MatchFir is { } curve ? new MatchFirSpec(curve) : null);
            WriteStage(w, "compressor", (ProcessorSpec?)style.Compressor ?? style.Multiband);
            WriteStage(w, "rider", style.Rider);
            WriteStage(w, "exciter", style.Exciter);
            if (style.Stereo is { } width) WriteStereo(w, width);
            WriteStage(w, "reverb", style.Reverb is { } reverb ? new NamedReverbSpec(reverb) : null);
            WriteStage(w, "gain", style.Gain == default ? null : new GainSpec(style.Gain));
            WriteStage(w, "limiter", style.Limiter);
            if (style.Loudness is { } loudness)
            {
                w.WriteStartObject("lufs");
                w.Number(ProcessorCatalogue.Loudness["target_db"], loudness.Value);
                w.WriteEndObject();
            }
            if (style.Notes.Count == 0) return;
            w.WriteStartArray("notes");
            foreach (var note in style.Notes) w.WriteStringValue(note);
            w.WriteEndArray();
        });
        Read(json); // what is written must be readable: ranges are checked in one place
        return json;
    }

    private static T? Stage<T>(StrictObject o, string name) where T : ProcessorSpec =>
        o.Object(name) is { } stage ? (T)ProcessorJson.Read(name, stage, inPreset: true) : null;

    private static void WriteStage(Utf8JsonWriter w, string name, ProcessorSpec? spec)
    {
        if (spec is null) return;
        w.WriteStartObject(name);
        ProcessorJson.Write(w, spec);
        w.WriteEndObject();
    }

    private static WidthSpec ReadStereo(StrictObject o)
    {
        var bands = o.Numbers(PresetStereo["bands"]);
        var crossovers = o.Numbers(PresetStereo["crossovers_hz"]);
        if (bands is null == !o.Has("width")) throw new ContractException(o.PathOf("width"), bands is null ? "absent" : "given beside bands", "width or bands");
        if (bands is null != (crossovers is null))
            throw new ContractException(o.PathOf("crossovers_hz"), crossovers is null ? "absent" : "given without bands", "3 rising frequencies beside 4 bands");
        var spec = bands is null
            ? new WidthSpec([o.Number(PresetStereo["width"])], [])
            : new WidthSpec(bands, [.. crossovers!.Select(f => new Hertz(f))]);
        o.Finish();
        return spec;
    }

    private static void WriteStereo(Utf8JsonWriter w, WidthSpec spec)
    {
        w.WriteStartObject("stereo");
        if (spec.Widths.Count == 1) w.Number(PresetStereo["width"], spec.Widths[0]);
        else
        {
            w.Numbers(PresetStereo["bands"], spec.Widths);
            w.Numbers(PresetStereo["crossovers_hz"], spec.Crossovers.Select(f => f.Value));
        }
        w.WriteEndObject();
    }

    private static Lufs ReadLoudness(StrictObject o)
    {
        var value = new Lufs(o.Number(ProcessorCatalogue.Loudness["target_db"]));
        o.Finish();
        return value;
    }
}
