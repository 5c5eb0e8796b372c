using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Job;

namespace NTWorkstation.Mastering.Invert.Paired;

/// <summary>
/// The impulse response that paired inversion found: readable under its name from the beginning, a file only once it is written, so
/// that a job that fails leaves nothing behind. Other names go to the decoder beneath. Thread-safe.
/// </summary>
internal sealed class FoundRoom(IDecode decode, string path, RoomResponse room) : IDecode
{
    private static readonly AudioFormat Format = new(new(48000), 2, AudioFormat.DefaultMask(2));
    // In single precision, as the file will hold it: the render and what is rendered from the file later are the same.
    private readonly Excerpt _impulse = new(
        new MediaInfo
        {
            Format = Format, Length = new(room.Left.Length), Samples = SampleKind.F32, Container = "wav", Codec = "pcm_f32le", BitRate = 0, Tags = MediaTags.None,
        },
        [Single(room.Left), Single(room.Right)]);

    public string Path => path;

    public IMediaReader Open(string name) => name == path ? _impulse.Open() : decode.Open(name);

    /// <summary>Writes it as a WAV file of 32 bit floats.</summary>
    /// <exception cref="MediaException">It cannot be written there.</exception>
    public void Write(IOutput output)
    {
        using var writer = output.Create(path, new WriterOptions { Kind = MediaKind.Wav, Format = Format, Samples = SampleKind.F32 });
        using var reader = _impulse.Open();
        var block = new AudioBlock(Format.Channels, 8192);
        while (reader.Read(block) > 0) writer.Write(block);
        writer.Commit();
    }

    private static double[] Single(double[] taps) => [.. taps.Select(t => (double)(float)t)];
}
