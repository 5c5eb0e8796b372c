namespace NTWorkstation.Persistence.Journal;

/// <summary>The tags of one event as one text, ";a;b;", the way Akka.Persistence.Sql's journal.tags holds them. Queries use the tags table.</summary>
internal static class TagColumn
{
    internal const char Separator = ';';

    internal static string? Write(IReadOnlyList<string> tags) => tags.Count == 0 ? null : $";{string.Join(Separator, tags)};";

    internal static IReadOnlyList<string> Read(string? column) =>
        string.IsNullOrEmpty(column) ? [] : column.Split(Separator, StringSplitOptions.RemoveEmptyEntries);
}
