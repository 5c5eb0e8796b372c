using NTWorkstation.Audio.Chain.Import;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NTWorkstation.Nt.Commands.Chain;

/// <summary>A document that is not of the YAML that is read here.</summary>
/// <param name="line">From 1.</param>
internal sealed class YamlFault(int line, string message) : FormatException(message)
{
    public int Line { get; } = line;
}

/// <summary>
/// One YAML document as settings with their lines. Anchors, aliases, tags and keys that are no text are refused: nothing grows by being read.
/// Bounded in size and depth.
/// </summary>
internal static class YamlFile
{
    private const int MostCharacters = 4 << 20, DeepestLevel = 32, LongestDetail = 120;

    /// <exception cref="YamlFault">It is not of this part of YAML, or too large.</exception>
    public static SettingNode Read(string text)
    {
        if (text.Length > MostCharacters) throw new YamlFault(1, "the file is too large");
        return new Reading(text.TrimStart('\uFEFF')).Document();
    }

    private sealed class Reading
    {
        private readonly string _text;
        private readonly Scanner _signs;
        private readonly Parser _events;
        private readonly Stack<int> _brackets = new(); // lines of those that are open

        public Reading(string text)
        {
            _text = text;
            _signs = new Scanner(new StringReader(text));
            _events = new Parser(_signs);
        }

        public SettingNode Document()
        {
            try
            {
                _events.Consume<StreamStart>();
                if (!_events.TryConsume<DocumentStart>(out _)) throw new YamlFault(1, "the file is empty");
                var root = Node(0);
                _events.Consume<DocumentEnd>();
                if (_events.TryConsume<DocumentStart>(out var second)) throw new YamlFault(Line(second), "a second document");
                return root is SettingText { IsNull: true } ? throw new YamlFault(1, "the file is empty") : root;
            }
            catch (YamlException refused)
            {
                throw Explained((int)refused.Start.Line, (int)refused.End.Line, refused.Message);
            }
            catch (InvalidOperationException)
            {
                // What the library answers where it finds no beginning of a value.
                var line = (int)_signs.CurrentPosition.Line;
                throw Explained(line, line, "a value is missing, or begins with a sign that only quotes may hold");
            }
        }

        private SettingNode Node(int depth)
        {
            var node = _events.Consume<ParsingEvent>();
            var line = Line(node);
            if (depth > DeepestLevel) throw new YamlFault(line, $"more than {DeepestLevel} levels deep");
            if (node is AnchorAlias || node is NodeEvent named && (!named.Anchor.IsEmpty || !named.Tag.IsEmpty))
                throw new YamlFault(line, "anchors, aliases and tags are not read: write the value out");
            return node switch
            {
                Scalar scalar => new SettingText(scalar.Value, scalar.Style != ScalarStyle.Plain, line),
                SequenceStart list => Within(list.Style == SequenceStyle.Flow, line, () => List(line, depth)),
                MappingStart map => Within(map.Style == MappingStyle.Flow, line, () => Map(line, depth)),
                _ => throw new YamlFault(line, "a value is missing"),
            };
        }

        private SettingList List(int line, int depth)
        {
            var items = new List<SettingNode>();
            while (!_events.TryConsume<SequenceEnd>(out _)) items.Add(Node(depth + 1));
            return new SettingList(items, line);
        }

        private SettingMap Map(int line, int depth)
        {
            var entries = new List<(string, int, SettingNode)>();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            while (!_events.TryConsume<MappingEnd>(out _))
            {
                if (Node(depth + 1) is not SettingText key) throw new YamlFault(line, "a key is no text");
                if (!keys.Add(key.Text)) throw new YamlFault(key.Line, $"{Short(key.Text)} is given twice");
                entries.Add((key.Text, key.Line, Node(depth + 1)));
            }
            return new SettingMap(entries, line);
        }

        private T Within<T>(bool brackets, int line, Func<T> read)
        {
            if (!brackets) return read();
            _brackets.Push(line);
            var node = read();
            _brackets.Pop();
            return node;
        }

        private YamlFault Explained(int first, int last, string why)
        {
            // The line before is named where a tab stands in place of a value.
            var rows = _text.Split('\n');
            for (var row = first; row <= Math.Min(last + 1, rows.Length); row++)
                if (rows[row - 1].AsSpan().TrimStart(' ') is ['\t', ..]) return new YamlFault(row, "a tab indents: use spaces");
            return _brackets.TryPeek(out var open)
                ? new YamlFault(open, $"a bracket is not closed, or a comma is missing in it: {Short(why)}")
                : new YamlFault(first, Short(why));
        }

        private static int Line(ParsingEvent node) => (int)node.Start.Line;

        // One line of what a terminal can show.
        private static string Short(string words)
        {
            var clean = string.Concat(words.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
            return clean.Length <= LongestDetail ? clean : clean[..(LongestDetail - 1)] + "…";
        }
    }
}
