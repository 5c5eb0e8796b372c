using System.Globalization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>
/// A cue sheet of one file or several. A track begins at its INDEX 01 and ends where the next one of the same file begins; what lies between
/// INDEX 00 and 01 (the pregap) belongs to the track before, as a player counts it. With several files a pregap at the end of the file before
/// stays in that file. Times are minutes, seconds and frames of 1/75 s and name frames exactly.
/// </summary>
internal sealed class CueSheet(PlaylistLines lines)
{
    private const int PerSecond = 75;
    private const int MostTracks = 9999;

    private readonly List<Track> _tracks = [];
    private string? _album, _performer;
    private LevelGains _albumGains = LevelGains.None;
    private SourceAddress? _file;
    private Track? _track;

    public PlaylistDocument Read()
    {
        foreach (var (number, text) in lines.All())
        {
            if (text.Length > 0) Command(number, text);
        }
        Require(isPregapEnough: false);
        var items = new List<PlayItem>();
        for (var i = 0; i < _tracks.Count; i++)
        {
            var track = _tracks[i];
            if (!track.IsAudio) continue;
            // Also a data track ends the one before.
            var next = i + 1 < _tracks.Count && _tracks[i + 1].File == track.File ? _tracks[i + 1] : null;
            items.Add(new()
            {
                Address = track.File!,
                Start = new(track.Begin!.Value, PerSecond),
                End = next is null ? null : new ExactTime(next.Begin!.Value, PerSecond),
                Title = track.Title,
                Artist = track.Performer ?? _performer,
                Album = _album,
                Track = track.Number,
                StatedLength = next is null ? null : new ExactTime(next.Begin!.Value - track.Begin.Value, PerSecond).Seconds,
                Gains = track.Gains.Or(_albumGains),
            });
        }
        return new(_album, items);
    }

    private void Command(int line, string text)
    {
        var words = Words(text, line);
        switch (words[0].ToUpperInvariant())
        {
            case "FILE":
                Require(isPregapEnough: true);
                _track = null;
                _file = lines.Address(Argument(1), line);
                break;
            case "TRACK":
                BeginTrack(line, Argument(1), words.Count > 2 ? words[2] : "AUDIO");
                break;
            case "INDEX":
                Index(line, Argument(1), Argument(2));
                break;
            case "TITLE":
                if (_track is null) _album = NotEmpty(words);
                else _track.Title = NotEmpty(words);
                break;
            case "PERFORMER":
                if (_track is null) _performer = NotEmpty(words);
                else _track.Performer = NotEmpty(words);
                break;
            case "REM" when words.Count > 2:
                Remark(words[1], string.Join(' ', words.Skip(2)));
                break;
        }

        string Argument(int index) => words.Count > index && words[index].Length > 0 ? words[index] : throw lines.Error(MediaFault.Malformed, line, $"{words[0]} lacks a value.");
    }

    private void BeginTrack(int line, string number, string kind)
    {
        Require(isPregapEnough: false);
        if (_file is null) throw lines.Error(MediaFault.Malformed, line, "a TRACK stands ahead of the first FILE.");
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)) throw lines.Error(MediaFault.Malformed, line, $"'{number}' is no number of a track.");
        if (_tracks.Count == MostTracks) throw lines.Error(MediaFault.Limit, line, $"there are more than {MostTracks} tracks.");
        _track = new(n, line, kind.Equals("AUDIO", StringComparison.OrdinalIgnoreCase));
        _tracks.Add(_track);
    }

    private void Index(int line, string number, string time)
    {
        if (_track is null)
        {
            // Of a sheet whose pregap stands in the file before: TRACK, INDEX 00, FILE, INDEX 01.
            if (_tracks.Count == 0 || _tracks[^1].Begin is not null) throw lines.Error(MediaFault.Malformed, line, "an INDEX stands outside of a TRACK.");
            _track = _tracks[^1];
        }
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n > 99) throw lines.Error(MediaFault.Malformed, line, $"'{number}' is no number of an INDEX, 00 to 99.");
        var at = Time(line, time);
        if (n == 0) _track.HasPregap = true;
        if (n != 1) return;
        if (_track.Begin is not null) throw lines.Error(MediaFault.Malformed, line, "the track has two INDEX 01.");
        (_track.Begin, _track.File) = (at, _file);
        var before = _tracks.Count > 1 ? _tracks[^2] : null;
        if (before is not null && before.File == _file && before.Begin > at) throw lines.Error(MediaFault.Malformed, line, "the track begins ahead of the one before it.");
    }

    private long Time(int line, string time)
    {
        var parts = time.Split(':');
        Span<int> values = stackalloc int[3];
        var isTime = parts.Length == 3;
        for (var i = 0; isTime && i < 3; i++) isTime = parts[i].Length is > 0 and < 7 && int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]);
        if (!isTime || values[1] > 59 || values[2] >= PerSecond)
            throw lines.Error(MediaFault.Malformed, line, $"'{time}' is no time; one is minutes:seconds:frames with 75 frames a second, such as 03:25:74.");
        return ((long)values[0] * 60 + values[1]) * PerSecond + values[2];
    }

    // A track has begun when the next thing comes; ahead of another file it may only have had its pregap.
    private void Require(bool isPregapEnough)
    {
        if (_tracks.Count > 0 && _tracks[^1] is { Begin: null } last && !(isPregapEnough && last.HasPregap))
            throw lines.Error(MediaFault.Malformed, last.Line, $"track {last.Number} has no INDEX 01.");
    }

    private void Remark(string key, string value)
    {
        var (gain, peak) = (LevelGains.Gain(value), LevelGains.Peak(value));
        switch (key.ToUpperInvariant())
        {
            case "REPLAYGAIN_ALBUM_GAIN":
                _albumGains = _albumGains with { Album = gain };
                break;
            case "REPLAYGAIN_ALBUM_PEAK":
                _albumGains = _albumGains with { AlbumPeak = peak };
                break;
            case "REPLAYGAIN_TRACK_GAIN" when _track is not null:
                _track.Gains = _track.Gains with { Track = gain };
                break;
            case "REPLAYGAIN_TRACK_PEAK" when _track is not null:
                _track.Gains = _track.Gains with { TrackPeak = peak };
                break;
        }
    }

    private List<string> Words(string text, int line)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            int end;
            if (text[i] == '"')
            {
                end = text.IndexOf('"', i + 1);
                if (end < 0) throw lines.Error(MediaFault.Malformed, line, "a quotation mark is not closed.");
                words.Add(text[(i + 1)..end]);
                i = end + 1;
                continue;
            }
            for (end = i; end < text.Length && !char.IsWhiteSpace(text[end]);) end++;
            words.Add(text[i..end]);
            i = end;
        }
        return words;
    }

    private static string? NotEmpty(List<string> words)
    {
        var text = string.Join(' ', words.Skip(1)).Trim();
        return text.Length == 0 ? null : text;
    }

    private sealed class Track(int number, int line, bool isAudio)
    {
        public int Number => number;
        public int Line => line;
        public bool IsAudio => isAudio;
        public SourceAddress? File { get; set; }
        public long? Begin { get; set; } // in 75ths of a second
        public bool HasPregap { get; set; }
        public string? Title { get; set; }
        public string? Performer { get; set; }
        public LevelGains Gains { get; set; } = LevelGains.None;
    }
}
