using NTWorkstation.Audio.Chain;
using NTWorkstation.Dsp.Handles;
using static NTWorkstation.Dsp.Interop.GraphNative;
using static NTWorkstation.Dsp.Interop.ProcessorsNative;

namespace NTWorkstation.Dsp.Graph;

// The processors of ntdsp/processors.h.
internal static unsafe partial class ProcessorFactory
{
    private static ProcessorHandle Crossover(CrossoverSpec s)
    {
        if (s.Frequencies.Count is 0 or > CrossoverMaxFrequencies) throw new ArgumentException($"A crossover has 1 to {CrossoverMaxFrequencies} frequencies.", nameof(s));
        var native = new CrossoverParams { FrequencyCount = (uint)s.Frequencies.Count, Order = (uint)s.Order };
        for (var i = 0; i < s.Frequencies.Count; i++) native.FrequencyHz[i] = s.Frequencies[i].Value;
        return Make(Kind.Crossover, native);
    }

    private static ProcessorHandle Matrix(MatrixSpec s)
    {
        var routes = s.Routes.Select(r => new MatrixRouteParams { From = (uint)r.From, To = (uint)r.To, Gain = r.Gain, Inverted = r.IsInverted ? 1 : 0 }).ToArray();
        fixed (MatrixRouteParams* first = routes)
            return Make(Kind.Matrix, new MatrixParams { Routes = first, RouteCount = (uint)routes.Length, OutputCount = (uint)s.Outputs, Unit = (int)s.Unit });
    }

    private static ProcessorHandle Delay(DelaySpec s) => (s.Time, s.Frames) switch
    {
        ({ } time, null) => Make(Kind.Delay, new DelayParams { Delay = time.Value * 1000, Unit = 0, WholeFrames = s.IsRounded ? 1 : 0 }),
        (null, { } frames) => Make(Kind.Delay, new DelayParams { Delay = frames, Unit = 1, WholeFrames = s.IsRounded ? 1 : 0 }),
        _ => throw new ArgumentException("A delay has a time or frames, not both.", nameof(s)),
    };

    private static GateParams ToNative(GateSpec s) => new()
    {
        ThresholdDb = s.Threshold.Value,
        HysteresisDb = s.Hysteresis.Value,
        RangeDb = s.Range.Value,
        AttackMs = s.Attack.Value * 1000,
        HoldMs = s.Hold.Value * 1000,
        ReleaseMs = s.Release.Value * 1000,
        LookaheadMs = s.LookAhead.Value * 1000,
    };

    private static DeEsserParams ToNative(DeEsserSpec s) => new()
    {
        FrequencyHz = s.Frequency.Value,
        ThresholdDb = s.Threshold.Value,
        Ratio = s.Ratio,
        KneeDb = s.Knee.Value,
        RangeDb = s.Range.Value,
        AttackMs = s.Attack.Value * 1000,
        ReleaseMs = s.Release.Value * 1000,
        LookaheadMs = s.LookAhead.Value * 1000,
        Wide = s.IsWide ? 1 : 0,
    };
}
