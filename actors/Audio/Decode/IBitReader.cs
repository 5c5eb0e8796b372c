using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>An open file of DSD that delivers its bits as they are stored, of which nobody has made PCM. One thread at a time.</summary>
public interface IBitReader : IDisposable
{
    /// <summary>Its rate is that of the bits of each channel: 64 to 512 times 44.1 or 48 kHz. 1 to 6 channels.</summary>
    AudioFormat Format { get; }

    /// <summary>Bits of each channel; what a container fills its last block up with is not counted.</summary>
    long Length { get; }

    /// <summary>Fills the block (its channel count must be the format's) to its capacity, with fewer bytes only at the end, and sets its Frames; 0 is
    /// the end. Where the length is no multiple of eight, the last byte is filled up with the bits of silence.</summary>
    /// <exception cref="MediaException">Io.</exception>
    int Read(BitBlock block);

    /// <summary>The next Read starts at this byte of each channel, eight bits each; past the end it reads 0. There is no place between two bytes.</summary>
    void Seek(FrameCount position);
}
