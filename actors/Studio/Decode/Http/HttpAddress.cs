using System.Net.Http.Headers;
using System.Text;
using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>An address of a server, with its name and password apart: they are in no message and go to no other server.</summary>
internal sealed record HttpAddress(Uri Uri, AuthenticationHeaderValue? Credentials)
{
    /// <exception cref="MediaException">Unsupported: it is none.</exception>
    public static HttpAddress Of(SourceAddress address)
    {
        if (!Uri.TryCreate(address.ToString(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw new MediaException(MediaFault.Unsupported, $"{address}: this is no address of a server; one looks like https://host/music.flac.");
        return Of(uri);
    }

    public static HttpAddress Of(Uri uri)
    {
        AuthenticationHeaderValue? credentials = null;
        if (uri.UserInfo.Length > 0)
            credentials = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        return new(new UriBuilder(uri) { UserName = "", Password = "", Fragment = "" }.Uri, credentials);
    }

    /// <summary>Where a redirect of this one leads.</summary>
    /// <exception cref="MediaException">Unsupported: nowhere, or to where nobody should be led.</exception>
    public HttpAddress Redirected(Uri? location)
    {
        if (location is null) throw new MediaException(MediaFault.Malformed, $"{this}: the server redirects, and does not say where to.");
        var next = location.IsAbsoluteUri ? location : new Uri(Uri, location);
        if (next.Scheme is not ("http" or "https")) throw new MediaException(MediaFault.Unsupported, $"{this}: the server redirects to {next.Scheme}:, which is not followed.");
        if (Uri.Scheme == "https" && next.Scheme == "http") throw new MediaException(MediaFault.Unsupported, $"{this}: the server redirects from https: to http:, which is not followed.");
        var found = Of(next);
        var isSameServer = (next.Scheme, next.Host, next.Port) == (Uri.Scheme, Uri.Host, Uri.Port);
        return found.Credentials is null && isSameServer ? found with { Credentials = Credentials } : found;
    }

    public override string ToString() => Uri.AbsoluteUri;
}
