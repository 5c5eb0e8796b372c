using System.Text;

namespace NTWorkstation.Dsp.Interop;

/// <summary>Writes a text and NUL into a buffer as far as they fit, and says how long the whole text is.</summary>
internal unsafe delegate nuint TextCopy(byte* buffer, nuint capacity);

/// <summary>Texts that the library copies into a buffer of ours.</summary>
internal static unsafe class NativeText
{
    /// <summary>Of at most 511 bytes; what is longer is cut.</summary>
    public static string Read(TextCopy write)
    {
        Span<byte> buffer = stackalloc byte[512];
        fixed (byte* p = buffer)
        {
            var length = (int)write(p, (nuint)buffer.Length);
            return Encoding.UTF8.GetString(buffer[..Math.Min(length, buffer.Length - 1)]);
        }
    }
}
