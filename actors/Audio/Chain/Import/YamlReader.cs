using System.Text;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// The part of YAML 1.2 that configurations are written in: maps and lists by indentation or in brackets, plain and quoted scalars, block
/// scalars, comments, one document. Anchors, aliases, tags and complex keys are refused. Bounded in depth and size.
/// </summary>
internal sealed class YamlReader
{
    private const int MostCharacters = 4 << 20, DeepestLevel = 32;
    private readonly List<Row> _rows = [];
    private int _at;

    /// <param name="Text">Without indentation, comment and trailing space.</param>
    private readonly record struct Row(int Indent, string Text, int Line, string Raw);

    /// <exception cref="YamlException">It is not of this part of YAML.</exception>
    public static YamlNode Read(string text)
    {
        if (text.Length > MostCharacters) throw new YamlException(1, "the file is too large");
        var reader = new YamlReader();
        reader.Split(text);
        if (reader._rows.Count == 0) throw new YamlException(1, "the file is empty");
        var root = reader.Block(reader._rows[0].Indent, 0);
        if (reader._at < reader._rows.Count) throw new YamlException(reader._rows[reader._at].Line, "the indentation does not fit");
        return root;
    }

    private void Split(string text)
    {
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r', ' ', '\t');
            var indent = line.Length - line.TrimStart(' ').Length;
            if (indent < line.Length && line[indent] == '\t') throw new YamlException(number, "a tab indents: use spaces");
            var content = WithoutComment(line[indent..]);
            if (content == "---" && _rows.All(r => r.Text.Length == 0)) continue;
            if (content is "---" or "...") throw new YamlException(number, "a second document");
            if (content.StartsWith('%')) throw new YamlException(number, "directives are not read");
            _rows.Add(new(indent, content, number, line));
        }
        // Only block scalars have empty rows, and theirs change no sound.
        _rows.RemoveAll(r => r.Text.Length == 0);
    }

    private YamlNode Block(int indent, int depth)
    {
        if (depth > DeepestLevel) throw new YamlException(_rows[_at].Line, $"more than {DeepestLevel} levels deep");
        var row = _rows[_at];
        return IsItem(row.Text) ? List(indent, depth) : KeyEnd(row.Text) >= 0 ? Map(indent, depth) : Scalar();
    }

    private YamlScalar Scalar()
    {
        var row = _rows[_at++];
        return Plain(row.Text, row.Line);
    }

    private YamlList List(int indent, int depth)
    {
        var (items, line) = (new List<YamlNode>(), _rows[_at].Line);
        while (_at < _rows.Count && _rows[_at].Indent == indent && IsItem(_rows[_at].Text))
        {
            var row = _rows[_at];
            var rest = row.Text[1..].TrimStart(' ');
            if (rest.Length == 0)
            {
                _at++;
                items.Add(_at < _rows.Count && _rows[_at].Indent > indent ? Block(_rows[_at].Indent, depth + 1) : new YamlScalar("", false, row.Line));
                continue;
            }
            var column = indent + row.Text.Length - rest.Length;
            if (IsItem(rest) || KeyEnd(rest) >= 0 && rest[0] is not ('[' or '{'))
            {
                // What stands after the dash is a block of its own at that column.
                _rows[_at] = row with { Indent = column, Text = rest };
                items.Add(Block(column, depth + 1));
                continue;
            }
            _at++;
            items.Add(Value(rest, row, indent, depth));
        }
        return new YamlList(items, line);
    }

    private YamlMap Map(int indent, int depth)
    {
        var (entries, line) = (new List<(string, int, YamlNode)>(), _rows[_at].Line);
        while (_at < _rows.Count && _rows[_at].Indent == indent && !IsItem(_rows[_at].Text))
        {
            var row = _rows[_at++];
            var end = KeyEnd(row.Text);
            if (end < 0) throw new YamlException(row.Line, $"\"{Words.Short(row.Text)}\" is no key with a value");
            var key = Unquoted(row.Text[..end].Trim(), row.Line);
            if (entries.Any(e => e.Item1 == key)) throw new YamlException(row.Line, $"{Words.Short(key)} is given twice");
            var rest = row.Text[(end + 1)..].Trim();
            YamlNode value;
            if (rest.Length > 0) value = Value(rest, row, indent, depth);
            else if (_at < _rows.Count && (_rows[_at].Indent > indent || _rows[_at].Indent == indent && IsItem(_rows[_at].Text))) value = Block(_rows[_at].Indent, depth + 1);
            else value = new YamlScalar("", false, row.Line);
            entries.Add((key, row.Line, value));
        }
        return new YamlMap(entries, line);
    }

    private YamlNode Value(string text, Row row, int indent, int depth)
    {
        if (text[0] is '&' or '*' or '!') throw new YamlException(row.Line, "anchors, aliases and tags are not read: write the value out");
        if (text[0] is '|' or '>') return BlockScalar(row, indent);
        if (text[0] is '[' or '{')
        {
            var all = new StringBuilder(text);
            while (!IsClosed(all))
            {
                if (_at == _rows.Count) throw new YamlException(row.Line, "a bracket is not closed");
                all.Append(' ').Append(_rows[_at++].Text);
            }
            var flow = new FlowReader(all.ToString(), row.Line, depth);
            return flow.Read();
        }
        var scalar = new StringBuilder(text);
        // A plain scalar goes on in deeper rows.
        while (text[0] is not ('"' or '\'') && _at < _rows.Count && _rows[_at].Indent > indent && KeyEnd(_rows[_at].Text) < 0 && !IsItem(_rows[_at].Text)) scalar.Append(' ').Append(_rows[_at++].Text);
        return Plain(scalar.ToString(), row.Line);
    }

    private YamlScalar BlockScalar(Row row, int indent)
    {
        var text = new StringBuilder();
        while (_at < _rows.Count && _rows[_at].Indent > indent) text.Append(_rows[_at++].Raw.Trim()).Append('\n');
        return new YamlScalar(text.ToString(), true, row.Line);
    }

    private static YamlScalar Plain(string text, int line) =>
        text.Length > 0 && text[0] is '"' or '\'' ? new YamlScalar(Unquoted(text, line), true, line) : new YamlScalar(text, false, line);

    private static bool IsItem(string text) => text == "-" || text.StartsWith("- ", StringComparison.Ordinal);

    /// <summary>Place of the colon that ends a key; −1 where there is none.</summary>
    private static int KeyEnd(string text)
    {
        var at = 0;
        if (text.Length > 0 && text[0] is '"' or '\'')
        {
            at = text.IndexOf(text[0], 1) + 1;
            if (at == 0) return -1;
        }
        else if (text.Length > 0 && text[0] is '[' or '{' or '?') return -1;
        for (; at < text.Length; at++)
            if (text[at] == ':' && (at + 1 == text.Length || text[at + 1] == ' ')) return at;
        return -1;
    }

    private static string WithoutComment(string text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == '\\' && quote == '"') i++;
                else if (text[i] == quote) quote = '\0';
            }
            else if (text[i] is '"' or '\'' && (i == 0 || text[i - 1] is ' ' or '[' or '{' or ',' or ':')) quote = text[i];
            else if (text[i] == '#' && (i == 0 || text[i - 1] is ' ' or '\t')) return text[..i].TrimEnd();
        }
        return text.TrimEnd();
    }

    private static bool IsClosed(StringBuilder text)
    {
        var (open, quote) = (0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'') quote = c;
            else if (c is '[' or '{') open++;
            else if (c is ']' or '}') open--;
        }
        return open <= 0;
    }

    internal static string Unquoted(string text, int line)
    {
        if (text.Length == 0 || text[0] is not ('"' or '\'')) return text;
        if (text.Length < 2 || text[^1] != text[0]) throw new YamlException(line, "a quote is not closed");
        var inner = text[1..^1];
        if (text[0] == '\'') return inner.Replace("''", "'", StringComparison.Ordinal);
        var plain = new StringBuilder();
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] != '\\')
            {
                plain.Append(inner[i]);
                continue;
            }
            plain.Append(++i < inner.Length ? inner[i] switch { 'n' => '\n', 't' => '\t', '"' => '"', '\\' => '\\', '/' => '/', _ => throw new YamlException(line, $"\\{inner[i]} is not read") } : throw new YamlException(line, "a text ends with \\"));
        }
        return plain.ToString();
    }

    /// <summary>Lists and maps in brackets.</summary>
    private sealed class FlowReader(string text, int line, int depth)
    {
        private int _place;

        public YamlNode Read()
        {
            var node = Node(depth);
            Space();
            return _place == text.Length ? node : throw new YamlException(line, $"\"{Words.Short(text[_place..])}\" stands after a bracket");
        }

        private YamlNode Node(int level)
        {
            if (level > DeepestLevel) throw new YamlException(line, $"more than {DeepestLevel} levels deep");
            Space();
            if (Peek() == '[')
            {
                var items = new List<YamlNode>();
                Members(']', () => items.Add(Node(level + 1)));
                return new YamlList(items, line);
            }
            if (Peek() == '{')
            {
                var entries = new List<(string, int, YamlNode)>();
                Members('}', () =>
                {
                    var key = Token(isKey: true);
                    Space();
                    if (Peek() != ':') throw new YamlException(line, $"{Words.Short(key.Text)} has no value");
                    _place++;
                    if (entries.Any(e => e.Item1 == key.Text)) throw new YamlException(line, $"{Words.Short(key.Text)} is given twice");
                    entries.Add((key.Text, line, Node(level + 1)));
                });
                return new YamlMap(entries, line);
            }
            return Token(isKey: false);
        }

        private void Members(char end, Action member)
        {
            _place++;
            for (Space(); Peek() != end; Space())
            {
                member();
                Space();
                if (Peek() == ',') _place++;
                else if (Peek() != end) throw new YamlException(line, $"a comma or {end} is missing");
            }
            _place++;
        }

        private YamlScalar Token(bool isKey)
        {
            Space();
            var start = _place;
            if (Peek() is '"' or '\'')
            {
                var quote = text[_place++];
                while (_place < text.Length && text[_place] != quote) _place += text[_place] == '\\' && quote == '"' ? 2 : 1;
                if (_place >= text.Length) throw new YamlException(line, "a quote is not closed");
                _place++;
                return new YamlScalar(Unquoted(text[start.._place], line), true, line);
            }
            if (Peek() is '&' or '*' or '!') throw new YamlException(line, "anchors, aliases and tags are not read: write the value out");
            while (_place < text.Length && text[_place] is not (',' or ']' or '}' or '[' or '{') && !(isKey && text[_place] == ':')) _place++;
            return new YamlScalar(text[start.._place].Trim(), false, line);
        }

        private char Peek() => _place < text.Length ? text[_place] : throw new YamlException(line, "a bracket is not closed");

        private void Space()
        {
            while (_place < text.Length && text[_place] == ' ') _place++;
        }
    }
}
