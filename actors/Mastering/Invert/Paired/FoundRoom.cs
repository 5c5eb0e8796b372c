using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Invert.Paired;

/// <summary>
/// The impulse response that paired inversion found: readable under its name from the beginning, a file only once it is written, so
/// that a job that fails leaves nothing behind. Other names go to the decoder beneath. Thread-safe.
/// </summary>
internal sealed class FoundRoom(IDecode decode, string path, RoomResponse room) : IDecode
{
    private static readonly AudioFormat Format = new(new(48000), 2, AudioFormat.DefaultMask(2));

    public string Path => path;

    public IMediaReader Open(string name) => name == path ? new Reader(room) : decode.Open(name);

    /// <summary>Writes it as a WAV file of 32 bit floats.</summary>
    /// <exception cref="MediaException">It cannot be written there.</exception>
    public void Write(IOutput output)
    {
        using var writer = output.Create(path, new WriterOptions { Kind = MediaKind.Wav, Format = Format, Samples = SampleKind.F32 });
        using var reader = new Reader(room);
        var block = new AudioBlock(Format.Channels, 8192);
        while (reader.Read(block) > 0) writer.Write(block);
        writer.Commit();
    }

    private sealed class Reader(RoomResponse room) : IMediaReader
    {
        private int _at;

        public MediaInfo Info => new()
        {
            Format = Format, Length = new(room.Left.Length), Samples = SampleKind.F32, Container = "wav", Codec = "pcm_f32le", BitRate = 0, Tags = MediaTags.None,
        };

        public long DamagedPackets => 0;

        public int Read(AudioBlock block)
        {
            block.Frames = Math.Min(block.Capacity, room.Left.Length - _at);
            Fill(room.Left, block.Channel(0));
            Fill(room.Right, block.Channel(1));
            _at += block.Frames;
            return block.Frames;
        }

        public void Seek(FrameCount position) => _at = (int)Math.Clamp(position.Value, 0, room.Left.Length);

        public void Dispose()
        {
        }

        // As the file will hold them: the render and what is rendered from the file later are the same.
        private void Fill(double[] taps, Span<double> to)
        {
            for (var i = 0; i < to.Length; i++) to[i] = (float)taps[_at + i];
        }
    }
}
