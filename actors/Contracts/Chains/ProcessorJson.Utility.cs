using System.Text.Json;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Json;
using static NTWorkstation.Audio.Chain.ProcessorCatalogue;

namespace NTWorkstation.Contracts.Chains;

// Processors that clean a signal or fit it to its listener.
internal static partial class ProcessorJson
{
    private static GateSpec ReadGate(StrictObject o) => new()
    {
        Threshold = new(o.Number(Gate["threshold_db"])),
        Hysteresis = new(o.Number(Gate["hysteresis_db"])),
        Range = new(o.Number(Gate["range_db"])),
        Attack = new(o.Number(Gate["attack_ms"], -3)),
        Hold = new(o.Number(Gate["hold_ms"], -3)),
        Release = new(o.Number(Gate["release_ms"], -3)),
        LookAhead = new(o.Number(Gate["lookahead_ms"], -3)),
    };

    private static DeEsserSpec ReadDeEsser(StrictObject o) => new()
    {
        Frequency = new(o.Number(DeEsser["f_hz"])),
        Threshold = new(o.Number(DeEsser["threshold_db"])),
        Ratio = o.Number(DeEsser["ratio"]),
        Knee = new(o.Number(DeEsser["knee_db"])),
        Range = new(o.Number(DeEsser["range_db"])),
        Attack = new(o.Number(DeEsser["attack_ms"], -3)),
        Release = new(o.Number(DeEsser["release_ms"], -3)),
        LookAhead = new(o.Number(DeEsser["lookahead_ms"], -3)),
        IsWide = o.Choice(DeEsser["band"]) == 1,
    };

    private static void WriteUtility(Utf8JsonWriter w, ProcessorSpec spec)
    {
        switch (spec)
        {
            case DcBlockSpec s:
                w.Number(DcBlock["f_hz"], s.Frequency.Value);
                break;
            case GateSpec s:
                w.Number(Gate["threshold_db"], s.Threshold.Value);
                w.Number(Gate["hysteresis_db"], s.Hysteresis.Value);
                w.Number(Gate["range_db"], s.Range.Value);
                w.Number(Gate["attack_ms"], s.Attack.Value, 3);
                w.Number(Gate["hold_ms"], s.Hold.Value, 3);
                w.Number(Gate["release_ms"], s.Release.Value, 3);
                w.Number(Gate["lookahead_ms"], s.LookAhead.Value, 3);
                break;
            case DeEsserSpec s:
                w.Number(DeEsser["f_hz"], s.Frequency.Value);
                w.Number(DeEsser["threshold_db"], s.Threshold.Value);
                w.Number(DeEsser["ratio"], s.Ratio);
                w.Number(DeEsser["knee_db"], s.Knee.Value);
                w.Number(DeEsser["range_db"], s.Range.Value);
                w.Number(DeEsser["attack_ms"], s.Attack.Value, 3);
                w.Number(DeEsser["release_ms"], s.Release.Value, 3);
                w.Number(DeEsser["lookahead_ms"], s.LookAhead.Value, 3);
                w.Choice(DeEsser["band"], s.IsWide ? 1 : 0);
                break;
            case EqualLoudnessSpec s:
                w.Number(EqualLoudness["reference_phon"], s.ReferencePhon);
                w.Number(EqualLoudness["volume_db"], s.Volume.Value);
                w.Number(EqualLoudness["amount"], s.Amount);
                break;
        }
    }
}
