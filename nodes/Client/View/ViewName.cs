using System.Security.Cryptography;
using System.Text;

namespace NTWorkstation.Client.View;

/// <summary>How a player's view is named after the socket it is controlled by, so that several players stand side by side.</summary>
public static class ViewName
{
    private const int Digits = 16;

    /// <summary>The name without its place: "view-" and 16 hexadecimal digits.</summary>
    /// <param name="socket">An absolute path.</param>
    public static string Of(string socket)
    {
        ArgumentException.ThrowIfNullOrEmpty(socket);
        return "view-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(socket))))[..Digits];
    }

    /// <summary>The file that readers map.</summary>
    public static string PathOf(string socket) => "/dev/shm/ntworkstation-" + Of(socket);
}
