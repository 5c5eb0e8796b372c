using System.Globalization;
using System.Text;

namespace NTWorkstation.Kernel.Actor;

/// <summary>
/// Where an actor stands in the tree of its system: "nt://studio/user/source". Two paths are equal when their names are, whatever the
/// incarnation; a reference is equal only to a reference of the same incarnation. Immutable, thread-safe.
/// </summary>
public sealed class ActorPath : IEquatable<ActorPath>
{
    private const string NameMarks = "-_.*$+:@&=,!~';()";

    private ActorPath(string system, ActorPath? parent, string name, long uid) => (SystemName, Parent, Name, Uid) = (system, parent, name, uid);

    public string SystemName { get; }

    /// <summary>Null for the root.</summary>
    public ActorPath? Parent { get; }

    /// <summary>The last part; empty for the root.</summary>
    public string Name { get; }

    /// <summary>Tells incarnations under one name apart; 0 where there is only ever one.</summary>
    public long Uid { get; }

    internal static ActorPath Root(string system) => new(system, null, "", 0);

    internal ActorPath Child(string name, long uid) => new(SystemName, this, name, uid);

    /// <summary>True for 1 to 256 ASCII letters, digits and -_.*$+:@&amp;=,!~';() that do not start with '$' (kept for names the system gives).</summary>
    public static bool IsValidName(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 256 || name[0] == '$') return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && !NameMarks.Contains(c, StringComparison.Ordinal)) return false;
        return true;
    }

    public bool Equals(ActorPath? other)
    {
        var (a, b) = (this, other);
        while (a is not null && b is not null)
        {
            if (ReferenceEquals(a, b)) return true;
            if (a.Name != b.Name) return false;
            if (a.Parent is null && b.Parent is null) return a.SystemName == b.SystemName;
            (a, b) = (a.Parent, b.Parent);
        }
        return false;
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => HashCode.Combine(Parent?.GetHashCode() ?? SystemName.GetHashCode(StringComparison.Ordinal), Name);

    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    public override string ToString()
    {
        if (Parent is null) return $"nt://{SystemName}/";
        var parts = new Stack<string>();
        for (var at = this; at.Parent is not null; at = at.Parent) parts.Push(at.Name);
        var text = new StringBuilder("nt://").Append(SystemName);
        foreach (var part in parts) text.Append('/').Append(part);
        return text.ToString();
    }

    /// <summary>The path with its incarnation: "nt://studio/user/source#17".</summary>
    public string ToStringWithUid() => Uid == 0 ? ToString() : string.Create(CultureInfo.InvariantCulture, $"{this}#{Uid}");
}
