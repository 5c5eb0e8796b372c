using NTWorkstation.Audio.Decode;

namespace NTWorkstation.Audio.Output;

/// <summary>Sets and takes out tags of files that are there. Thread-safe.</summary>
public interface ITagEditor
{
    /// <summary>Everything but these tags stays as it is. The file is changed at once, when its new form is whole and on the disk.</summary>
    /// <param name="edits">Keys with values of their own; null takes a tag out. At most 64.</param>
    /// <exception cref="MediaException">NotFound, Unsupported, Malformed, Limit (a value of more than 4096 bytes), Io, NoSpace; the file is as it was.</exception>
    void Edit(string path, IReadOnlyList<KeyValuePair<string, string?>> edits);
}
