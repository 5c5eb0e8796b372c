using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Job;

/// <summary>A whole match on real music, from files to a file.</summary>
public sealed class RealMusicMatchTests(ITestOutputHelper log) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-real-match-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Given_two_real_tracks_then_the_written_file_is_near_the_reference_whole_and_under_the_ceiling()
    {
        var reference = Music.Track("singularity-music", "*.ogg");
        var target = Music.Track("xmoto-data", "*speeditup.ogg");
        var output = Path.Combine(_folder, "out.wav");
        var job = new MatchJob(new NativeDecode(), new NativeGraph(), new NativeOutput(), new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());

        var result = job.Run(new MatchRequest { References = [new MatchReference(reference, null)], Target = target, Output = output }, null, TestContext.Current.CancellationToken);

        var minutes = (result.Target.Source.Duration.Value + result.Reference.Source.Duration.Value) / 120;
        log.WriteLine(FormattableString.Invariant(
            $"target {result.Target.Source.Duration}, reference {result.Reference.Source.Duration}; per minute of their mean: {result.Cost.Cpu.Value / minutes:0.00} s CPU (analyse {result.Cost.Analyse.Value / minutes:0.00}, invert {result.Cost.Invert.Value / minutes:0.00}, trials {result.Cost.Trials.Value / minutes:0.00}, render {result.Cost.Render.Value / minutes:0.00}), passes {result.Render.Passes} (gain trim {result.Render.GainTrim}, ceiling trim {result.Render.CeilingTrim}), elapsed {result.Cost.Elapsed}"));
        log.WriteLine($"before {result.Before}\nafter {result.After}\nartifacts {result.ArtifactsRate}, limiter {result.LimiterRate}");
        Assert.True(result.After.StftDistance < 0.4 * result.Before.StftDistance);
        Assert.InRange(result.Render.Passes, 1, 3);
        using var reader = new NativeDecode().Open(output);
        using var meter = new NativeAnalyse().Loudness(reader.Info.Format, new Audio.Analysis.MeterOptions(32));
        var block = new AudioBlock(reader.Info.Format.Channels, 8192);
        long frames = 0;
        while (reader.Read(block) > 0)
        {
            meter.Add(block);
            frames += block.Frames;
        }
        Assert.Equal(result.Render.Length.Value, frames);
        var reading = meter.Read();
        Assert.True(reading.TruePeak.Value <= -1 + Correction.CeilingToleranceDb, $"{reading.TruePeak}");
        Assert.Equal(result.Render.Loudness.Integrated.Value, reading.Integrated.Value, 0.01);
        Assert.Equal(SampleKind.S24, reader.Info.Samples);
        Assert.Single(Directory.GetFiles(_folder));
    }
}
