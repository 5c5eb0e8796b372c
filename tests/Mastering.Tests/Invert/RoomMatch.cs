using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>The beginning of a track as target, the same in a known room as reference, and their match, in a folder of their own.</summary>
internal sealed class RoomMatch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-room-").FullName;
    private readonly (double[], double[]) _wet;
    private MatchResult? _result;

    /// <param name="db">Energy of the room against the direct sound.</param>
    public RoomMatch(string package, string file, double rt60, double db, int seconds)
    {
        Rt60 = rt60;
        var (left, right, rate) = PairedMusic.Excerpt(package, file, seconds);
        PairedMusic.WriteWav(At("target.wav"), left, right, rate);
        double[] InRoom(double[] x, int seed) => KnownRoom.In(x, KnownRoom.Impulse(rate, rt60, 12, db, seed));
        _wet = (InRoom(left, 1), InRoom(right, 2));
        PairedMusic.WriteWav(At("reference.wav"), _wet.Item1, _wet.Item2, rate);
    }

    public double Rt60 { get; }
    public MatchResult Result => _result ?? throw new InvalidOperationException("Run has not been called.");
    public string PresetPath => At("room.json");

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Matches in paired mode, to out.wav. Without a limiter: the reference's peaks are above the ceiling that it would keep.</summary>
    public RoomMatch Run(Stages stages)
    {
        var job = new MatchJob(new NativeDecode(), new NativeGraph(), new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());
        _result = job.Run(
            new MatchRequest
            {
                References = [new MatchReference(At("reference.wav"), null)],
                Target = At("target.wav"),
                Output = At("out.wav"),
                Mode = MatchMode.Paired,
                Stages = stages & ~Stages.Limiter,
                PresetPath = PresetPath,
                Encoding = new OutputEncoding { Samples = SampleKind.F32 },
            },
            null, TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Energy of a file's difference from the reference, relative to the reference, in dB.</summary>
    public double NullDb(string name) => PairedMusic.NullDb(PairedMusic.Read(At(name)), _wet);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
