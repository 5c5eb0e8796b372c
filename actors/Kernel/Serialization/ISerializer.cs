namespace NTWorkstation.Kernel.Serialization;

/// <summary>Objects of some types to bytes and back. Thread-safe.</summary>
public interface ISerializer
{
    /// <summary>Stored beside the bytes: chosen once, never used for another serializer.</summary>
    int Identifier { get; }

    /// <summary>Names type and version for <see cref="FromBinary"/>; stored beside the bytes and append-only.</summary>
    string Manifest(object value);

    byte[] ToBinary(object value);

    /// <exception cref="SerializationException">The manifest is unknown or the bytes are not what it says.</exception>
    object FromBinary(ReadOnlySpan<byte> bytes, string manifest);
}

/// <summary>A value with what is needed to read it again.</summary>
public sealed record SerializedValue(int SerializerId, string Manifest, byte[] Bytes);

/// <summary>Something cannot be written or read; the message says what and why.</summary>
public sealed class SerializationException : Exception
{
    public SerializationException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
