using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>Puts the bits of items one behind the other, also where an item does not end with a byte: nothing stands between them.</summary>
internal sealed class BitJoint(int channels)
{
    /// <summary>Eight bits that are heard as nothing.</summary>
    public const byte Silence = 0x69;

    private readonly byte[] _carried = new byte[channels]; // the highest bits of the next byte

    /// <summary>Bits that wait for a whole byte, 0 to 7.</summary>
    public int Held { get; private set; }

    /// <summary>Takes so many bits of each channel from the block and leaves the whole bytes in it.</summary>
    public void Push(BitBlock block, int bits)
    {
        if (Held == 0 && bits == block.Frames * 8) return;
        var whole = (Held + bits) / 8;
        var rest = (Held + bits) % 8;
        for (var c = 0; c < block.Channels; c++)
        {
            var bytes = block.Channel(c);
            var carried = (int)_carried[c];
            for (var i = 0; i < whole; i++)
            {
                var value = bytes[i];
                bytes[i] = (byte)(carried | value >> Held);
                carried = value << 8 - Held & 0xFF;
            }
            if (whole < bytes.Length) carried |= bytes[whole] >> Held;
            _carried[c] = (byte)(carried & Kept(rest));
        }
        Held = rest;
        block.Frames = whole;
    }

    /// <summary>The bits that wait, filled up with silence to a byte; false: none wait.</summary>
    public bool Drain(BitBlock block)
    {
        block.Frames = Held == 0 ? 0 : 1;
        if (Held == 0) return false;
        for (var c = 0; c < block.Channels; c++) block.Channel(c)[0] = (byte)(_carried[c] | Silence & ~Kept(Held));
        Held = 0;
        Array.Clear(_carried);
        return true;
    }

    private static int Kept(int bits) => 0xFF00 >> bits & 0xFF;
}
