using System.Text.Json;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>Commands as they are sent to the process that owns a session.</summary>
public static class SessionCommandJson
{
    public const int MostBytes = 4 * 1024 * 1024;

    public static byte[] Write(SessionCommand command) => JsonSerializer.SerializeToUtf8Bytes(command, SessionJsonContext.Default.SessionCommand);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static SessionCommand Read(ReadOnlySpan<byte> utf8) => BoundedJson.Read<SessionCommand>(utf8, SessionJsonContext.Default.SessionCommand, "command", MostBytes);
}
