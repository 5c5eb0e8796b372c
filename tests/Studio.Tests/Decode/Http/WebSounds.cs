using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Output;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Http;

namespace NTWorkstation.Studio.Tests.Decode.Http;

/// <summary>Files of every kind for a server, and reading sources to their end.</summary>
internal sealed class WebSounds : IDisposable
{
    /// <summary>Fast retries, generous otherwise: the machine may be slow.</summary>
    public static readonly HttpSettings Quick = new() { FirstRetry = TimeSpan.FromMilliseconds(2), LongestRetry = TimeSpan.FromMilliseconds(10), MostAttempts = 4 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nt-web-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Chords and noise, as a file.</summary>
    public string File(MediaKind kind, int frames = 120_001, int rate = 44100, SampleKind? samples = null)
    {
        var path = Path.Combine(_folder.FullName, $"{kind}-{frames}.{Ending(kind)}".ToLowerInvariant());
        using var writer = new NativeOutput().Create(path, new()
        {
            Kind = kind, Format = new(new(kind == MediaKind.Opus ? 48000 : rate), 2, AudioFormat.DefaultMask(2)),
            Samples = samples ?? (kind is MediaKind.Mp3 or MediaKind.Opus or MediaKind.Aac ? SampleKind.Lossy : kind is MediaKind.Dsf ? SampleKind.Dsd : SampleKind.S16),
            Tags = new() { Entries = [new("title", "A title")] },
        });
        var random = new Random(5);
        var block = new AudioBlock(2, 4096);
        for (var at = 0; at < frames; at += block.Frames)
        {
            block.Frames = Math.Min(4096, frames - at);
            for (var c = 0; c < 2; c++)
                for (var i = 0; i < block.Frames; i++)
                    block.Channel(c)[i] = Math.Round((0.3 * Math.Sin((at + i) * (0.03 + 0.01 * ((at + i) / 9000 % 7)) * (1 + 0.01 * c)) + 0.02 * (random.NextDouble() - 0.5)) * 32768) / 32768;
            writer.Write(block);
        }
        writer.Commit();
        return path;
    }

    public static string Ending(MediaKind kind) => kind switch
    {
        MediaKind.Wav => "wav",
        MediaKind.Flac => "flac",
        MediaKind.Mp3 => "mp3",
        MediaKind.Opus => "opus",
        MediaKind.WavPack => "wv",
        MediaKind.Dsf => "dsf",
        _ => "m4a",
    };

    public static double[][] Local(string path)
    {
        using var source = new FileOpener(new NativeDecode()).Open(SourceAddress.OfFile(path), null, default);
        return All(source);
    }

    public static ISoundSource Open(string url, HttpSettings? settings = null, CancellationToken cancel = default) =>
        new HttpOpener(new NativeDecode(), settings ?? Quick).Open(SourceAddress.Parse(url), null, cancel);

    public static double[][] All(ISoundSource source, int blockFrames = 1000)
    {
        var block = new AudioBlock(source.Info.Format.Channels, blockFrames);
        var planes = Enumerable.Range(0, block.Channels).Select(_ => new List<double>()).ToArray();
        while (source.Read(block) > 0)
            for (var c = 0; c < block.Channels; c++) planes[c].AddRange(block.Channel(c));
        return [.. planes.Select(p => p.ToArray())];
    }
}
