using System.Globalization;
using System.Xml;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>XSPF, version 1. Nothing outside the document is read, and a document type definition is refused: entities cannot grow.</summary>
internal static class Xspf
{
    public const string Namespace = "http://xspf.org/ns/0/";
    private const int MostDepth = 32;

    public static PlaylistDocument Read(ReadOnlySpan<byte> bytes, string name)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = PlaylistDocument.MostBytes,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        using var xml = XmlReader.Create(stream, settings);
        try
        {
            return ReadPlaylist(xml, name);
        }
        catch (XmlException error)
        {
            throw new PlaylistException(MediaFault.Malformed, name, error.LineNumber, error.Message, error);
        }
    }

    private static PlaylistDocument ReadPlaylist(XmlReader xml, string name)
    {
        xml.MoveToContent();
        if (xml.LocalName != "playlist" || xml.NamespaceURI != Namespace)
            throw Error(MediaFault.Unsupported, $"the root is <{xml.Name}>, not <playlist xmlns=\"{Namespace}\">.");
        var folder = PlaylistAddress.FolderOf(name);
        var items = new List<PlayItem>();
        string? title = null;
        PlayItem? track = null;
        string? location = null;
        int locationLine = 0;
        while (xml.Read())
        {
            if (xml.Depth > MostDepth) throw Error(MediaFault.Limit, $"elements are nested deeper than {MostDepth}.");
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "track" && xml.NamespaceURI == Namespace && track is not null)
            {
                Finish();
                continue;
            }
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != Namespace) continue;
            if (xml.LocalName == "track" && xml.Depth == 2)
            {
                track = new() { Address = SourceAddress.OfFile("?") };
                if (xml.IsEmptyElement) track = null;
                location = null;
            }
            else if (track is null && xml is { LocalName: "title", Depth: 1 }) title = Text();
            else if (track is not null && xml.Depth == 3)
            {
                switch (xml.LocalName)
                {
                    case "location":
                        locationLine = Line();
                        // The first that can be opened counts; alternatives are the same sound elsewhere.
                        location = Text() is { } l ? location ?? l : location;
                        break;
                    case "title":
                        track = track with { Title = Text() };
                        break;
                    case "creator":
                        track = track with { Artist = Text() };
                        break;
                    case "album":
                        track = track with { Album = Text() };
                        break;
                    case "trackNum":
                        track = track with { Track = int.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and < 100000 ? n : null };
                        break;
                    case "duration":
                        track = track with { StatedLength = double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && ms is > 0 and < 1e10 ? new Seconds(ms / 1000) : null };
                        break;
                }
            }
        }
        return new(title, items);

        void Finish()
        {
            // A track without a place cannot be played; XSPF allows it for catalogues.
            if (location is not null)
            {
                if (items.Count == PlaylistDocument.MostItems) throw Error(MediaFault.Limit, $"there are more than {PlaylistDocument.MostItems} tracks.");
                items.Add(track! with { Address = AddressOf(location) });
            }
            (track, location) = (null, null);
        }

        // A URI, absolute or relative to the playlist: its escapes are undone. A bare name with spaces, as many programs write, is taken as it is.
        SourceAddress AddressOf(string uri)
        {
            var isAbsolute = uri.Contains("://", StringComparison.Ordinal) || uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("tone:", StringComparison.Ordinal);
            var text = isAbsolute ? uri : Uri.UnescapeDataString(uri);
            return PlaylistAddress.Of(text, folder, what => new(MediaFault.Unsupported, name, locationLine, what));
        }

        // The text of the element, whose end it leaves the reader on.
        string? Text()
        {
            if (xml.IsEmptyElement) return null;
            var depth = xml.Depth;
            var text = "";
            while (xml.Read() && xml.Depth > depth)
            {
                if (xml.Depth > MostDepth) throw Error(MediaFault.Limit, $"elements are nested deeper than {MostDepth}.");
                if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA) || xml.Depth != depth + 1) continue;
                text += xml.Value;
                if (text.Length > PlaylistDocument.MostCharacters) throw Error(MediaFault.Limit, $"a text has more than {PlaylistDocument.MostCharacters} characters.");
            }
            text = text.Trim();
            return text.Length == 0 ? null : text;
        }

        int Line() => xml is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 0;

        PlaylistException Error(MediaFault fault, string what) => new(fault, name, Line(), what);
    }
}
