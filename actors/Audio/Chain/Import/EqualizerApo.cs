using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// Equalizer APO's configuration: a command a line, "Preamp: -6 dB", "Filter 1: ON PK Fc 100 Hz Gain 3 dB Q 1", GraphicEQ, Convolution, Delay,
/// Channel, Copy, Include. REW's filter exports are the same lines below a head of text.
/// </summary>
public static class EqualizerApo
{
    private const int DeepestInclude = 8, MostLines = 20000, MostGraphicPoints = 512;
    private const double MostCurveDb = 12;

    public static ImportedChain Read(string text, ImportSource source) => Read(text, source, hasHead: false);

    /// <summary>REW's export: what stands above the first filter is its head.</summary>
    public static ImportedChain ReadRew(string text, ImportSource source) => Read(text, source, hasHead: true);

    /// <summary>True for a file that begins as REW's exports do.</summary>
    public static bool LooksLikeRew(string text) =>
        text.TrimStart('\uFEFF', ' ', '\r', '\n').StartsWith("Filter Settings file", StringComparison.OrdinalIgnoreCase)
        || text.Split('\n').Take(12).Any(l => l.StartsWith("Equaliser:", StringComparison.OrdinalIgnoreCase));

    private static ImportedChain Read(string text, ImportSource source, bool hasHead)
    {
        var reading = new Reading(source);
        reading.Lines(source.File, "", text, hasHead, 0);
        return reading.Finish();
    }

    private sealed class Reading(ImportSource source)
    {
        private readonly ChannelNames _channels = new(source.Channels ?? 2);
        private readonly ChainBuilder _chain = new(source.Rate ?? new SampleRate(48000));
        private readonly List<ImportProblem> _problems = [];
        private readonly List<string> _notes = [];
        private int _lines;
        private bool _isUnknownDevice, _isUnknownChannel;

        /// <param name="folder">That names in the file are of, seen from the file that was asked for.</param>
        public void Lines(string file, string folder, string text, bool hasHead, int depth)
        {
            var number = 0;
            foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
            {
                number++;
                if (++_lines > MostLines)
                {
                    _problems.Add(new(file, number, "more lines", FormattableString.Invariant($"at most {MostLines} are read")));
                    return;
                }
                var line = raw.Trim();
                if (line.Length == 0 || line[0] == '#') continue;
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var command = colon < 0 ? "" : line[..colon].Trim();
                var isFilter = command.StartsWith("Filter", StringComparison.OrdinalIgnoreCase) && !command.StartsWith("Filter Settings", StringComparison.OrdinalIgnoreCase);
                if (hasHead && !isFilter)
                {
                    // Of REW's head nothing changes the sound; below it everything is looked at.
                    continue;
                }
                hasHead = false;
                if (colon < 0)
                {
                    Problem("a line without a command");
                    continue;
                }
                if (_isUnknownDevice && command is not "Device") continue;
                if (_isUnknownChannel && (isFilter || command is "Preamp" or "GraphicEQ" or "Convolution" or "Delay")) continue;
                try
                {
                    Command(file, folder, number, isFilter ? "Filter" : command, line[(colon + 1)..].Trim(), depth);
                }
                catch (ArgumentException refused)
                {
                    Problem(refused.Message);
                }

                void Problem(string why) => _problems.Add(new(file, number, Words.Short(line), why));
            }
            if (hasHead) _problems.Add(new(file, 0, "the export", "there is no filter in it"));
        }

        public ImportedChain Finish()
        {
            if (_chain.IsOfOneRate)
                _notes.Add($"Some filters are coefficients of {_chain.Rate}: the chain runs at no other rate. Import again with --rate for another.");
            return new ImportedChain(_chain.Chain, _problems, _notes);
        }

        private void Command(string file, string folder, int line, string command, string value, int depth)
        {
            switch (command)
            {
                case "Preamp":
                    var decibels = value.Replace("dB", "", StringComparison.OrdinalIgnoreCase).Trim();
                    _chain.AddGain(Words.TryNumber(decibels, out var gain, comma: true) ? new(gain) : throw new ArgumentException("a preamp is a number of dB"));
                    break;
                case "Filter":
                    if (value.Contains("BW", StringComparison.OrdinalIgnoreCase)) Note($"Bandwidths are of digital filters: their Q was computed at {_chain.Rate}.");
                    FilterLine.Add(value, _chain, Note);
                    break;
                case "GraphicEQ":
                    Graphic(value);
                    break;
                case "Convolution":
                    if (value.Length == 0) throw new ArgumentException("it names no file");
                    _chain.Add(new NamedFirSpec(In(folder, value), null, null, null, default, FirAlignment.Start));
                    break;
                case "Delay":
                    Delay(value);
                    break;
                case "Channel":
                    Select(value);
                    break;
                case "Copy":
                    ChannelCopy.Add(value, _channels, _chain);
                    break;
                case "Include":
                    Include(file, folder, line, value, depth);
                    break;
                case "Device":
                    _isUnknownDevice = !value.Equals("all", StringComparison.OrdinalIgnoreCase);
                    if (_isUnknownDevice) throw new ArgumentException("what follows is for one device only, and a chain knows none: it is left out to the next Device line. Use Device: all");
                    break;
                case "Stage" when value is "post-mix":
                    break;
                default:
                    throw new ArgumentException($"{command} has no counterpart");
            }
        }

        private void Graphic(string value)
        {
            var points = new SortedDictionary<double, double>();
            foreach (var pair in value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var words = pair.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words.Length != 2 || !Words.TryNumber(words[0], out var f, comma: true) || !Words.TryNumber(words[1], out var db, comma: true) || f <= 0)
                    throw new ArgumentException($"\"{Words.Short(pair)}\" is no frequency with its gain");
                points[f] = db;
            }
            if (points.Count is 0 or > MostGraphicPoints) throw new ArgumentException(FormattableString.Invariant($"it has {points.Count} points, 1 to {MostGraphicPoints} have a counterpart"));
            var (low, high) = (points.Values.Min(), points.Values.Max());
            // A curve reaches 12 dB either way: what all of it has in common is a gain.
            var middle = Math.Abs(low) <= MostCurveDb && Math.Abs(high) <= MostCurveDb ? 0 : (low + high) / 2;
            if (high - middle > MostCurveDb) throw new ArgumentException(FormattableString.Invariant($"its gains are {high - low:0.#} dB apart, at most {2 * MostCurveDb} have a counterpart"));
            _chain.AddGain(new(middle));
            _chain.Add(new MatchFirSpec(new MatchCurve(
                [.. points.Keys.Select(f => new Hertz(f))], [.. points.Values.Select(db => new Decibels(Math.Clamp(db - middle, -MostCurveDb, MostCurveDb)))], null, LinearPhase: false)));
            Note("GraphicEQ became a minimum-phase FIR of the same curve; it resolves a sixth of an octave from 60 Hz on.");
        }

        private void Delay(string value)
        {
            var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var number = words.Length > 0 && Words.TryNumber(words[0], out var amount, comma: true) && amount >= 0 ? amount : double.NaN;
            if (words.Length == 2 && double.IsFinite(number) && words[1] == "ms") _chain.AddDelay(new Seconds(number / 1000), null, isRounded: true);
            else if (words.Length == 2 && double.IsFinite(number) && words[1] is "samples" or "sample") _chain.AddDelay(null, number, isRounded: true);
            else throw new ArgumentException("a delay is a number with ms or samples");
        }

        // What is meant for channels that are not there is no filter of others.
        private void Select(string value)
        {
            _isUnknownChannel = true;
            try
            {
                _chain.On(_channels.Read(value));
            }
            catch (ArgumentException refused)
            {
                throw new ArgumentException($"{refused.Message}; what follows for it is left out", refused);
            }
            _isUnknownChannel = false;
        }

        private void Include(string file, string folder, int line, string value, int depth)
        {
            if (depth == DeepestInclude) throw new ArgumentException(FormattableString.Invariant($"files include each other more than {DeepestInclude} deep"));
            var name = In(folder, value);
            string text;
            try
            {
                text = source.Read(name);
            }
            catch (IOException missing)
            {
                _problems.Add(new(file, line, $"Include: {Words.Short(name)}", missing.Message));
                return;
            }
            // A selection of channels or devices ends with its file.
            var (before, isUnknown) = (_chain.Selection, _isUnknownChannel);
            Lines(name, Path.GetDirectoryName(name) ?? "", text, hasHead: false, depth + 1);
            (_chain.Selection, _isUnknownChannel, _isUnknownDevice) = (before, isUnknown, false);
        }

        // Windows' names, as seen from the file that was asked for.
        private static string In(string folder, string name) => Path.Combine(folder, name.Trim('"').Replace('\\', '/'));

        private void Note(string note)
        {
            if (!_notes.Contains(note)) _notes.Add(note);
        }
    }
}
