using Xunit;

namespace NTWorkstation.Acceptance.Tests.Playing;

/// <summary>A configuration of ALSA of its own: "cap" writes what it takes into a file and keeps no time (ALSA's own file PCM), "paced" is our device that
/// keeps it and takes all forms, "paced_FORM" takes one.</summary>
internal sealed class AlsaDevices
{
    public static readonly IReadOnlyList<string> Forms =
        ["S16_LE", "S24_3LE", "S24_LE", "S32_LE", "FLOAT_LE", "FLOAT64_LE", "DSD_U8", "DSD_U16_LE", "DSD_U16_BE", "DSD_U32_LE", "DSD_U32_BE"];

    private readonly Workbench _bench;

    public AlsaDevices(Workbench bench)
    {
        _bench = bench;
        var plugin = Tools.Native("libnt_paced_pcm.so");
        var lines = new List<string>
        {
            "</usr/share/alsa/alsa.conf>",
            $"pcm_type.ntpaced {{ lib \"{plugin}\" }}",
            $"pcm.cap {{ type file slave.pcm {{ type null }} file \"{Out}\" format raw }}",
            $"pcm.paced {{ type ntpaced file \"{Out}\" control \"{bench.At("control")}\" }}",
        };
        lines.AddRange(Forms.Select(f => $"pcm.paced_{f} {{ type ntpaced file \"{Out}\" control \"{bench.At("control")}\" format \"{f}\" }}"));
        File.WriteAllLines(bench.At("asound.conf"), lines);
        File.WriteAllText(bench.At("control"), ".");
    }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["ALSA_CONFIG_PATH"] = _bench.At("asound.conf") };

    private string Out => _bench.At("out.raw");

    /// <summary>What the device got since the last time.</summary>
    public byte[] Take()
    {
        var bytes = File.Exists(Out) ? File.ReadAllBytes(Out) : [];
        File.Delete(Out);
        return bytes;
    }
}
