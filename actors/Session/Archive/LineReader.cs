using System.Security.Cryptography;

namespace NTWorkstation.Session.Archive;

/// <summary>Lines of a stream, each within a bound and all of them within another, with the hash of all that was read. One thread at a time.</summary>
internal sealed class LineReader(Stream stream, int mostLine, long mostBytes) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1 << 16];
    private int _from, _to;
    private long _bytes;

    /// <summary>SHA-256 of what was read so far: of the whole when the last line was read.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Without its end; false after the last. Valid until the next.</summary>
    /// <exception cref="InvalidDataException">A line or the whole is over its bound, or the last line has no end.</exception>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = _from;
        while (true)
        {
            if (_buffer.AsSpan(searched, _to - searched).IndexOf((byte)'\n') is >= 0 and var at)
            {
                line = _buffer.AsSpan(_from, searched + at - _from);
                _from = searched + at + 1;
                return true;
            }
            if (_to - _from > mostLine) throw new InvalidDataException(FormattableString.Invariant($"a line has more than {mostLine} bytes"));
            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                (_from, _to) = (0, _to - _from);
            }
            if (_to == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
            var read = stream.Read(_buffer, _to, _buffer.Length - _to);
            if (read == 0)
            {
                line = default;
                return _to == _from ? false : throw new InvalidDataException("the last line has no end");
            }
            _bytes += read;
            if (_bytes > mostBytes) throw new InvalidDataException(FormattableString.Invariant($"there are more than {mostBytes} bytes"));
            _hash.AppendData(_buffer, _to, read);
            searched = _to;
            _to += read;
        }
    }

    public void Dispose() => _hash.Dispose();
}
