using NTWorkstation.Kernel.Supervision;

namespace NTWorkstation.Kernel.Tests.Models;

/// <summary>What an actor of a family does about its children, and at its own restart.</summary>
internal sealed record Nature
{
    public required bool IsAllForOne { get; init; }

    /// <summary>Restarts of a child within the window; -1 for any number.</summary>
    public required int Limit { get; init; }

    /// <summary>Null counts over a child's whole life.</summary>
    public required TimeSpan? Window { get; init; }

    /// <summary>The directive for failures of each sort.</summary>
    public required Directive[] Directives { get; init; }

    public required bool KeepsChildren { get; init; }

    public required Nature[] Children { get; init; }

    public override string ToString() =>
        $"({(IsAllForOne ? "all" : "one")} for one, {Limit} in {Window}, {string.Join('/', Directives)}{(KeepsChildren ? ", keeps" : "")}: {string.Join(' ', Children.AsEnumerable())})";
}

/// <summary>
/// Supervision as documented, over plain objects and one event at a time: who lives, what each actor's hooks were called, how often it was
/// restarted. Written from the rules, without a look at the kernel's way to them.
/// </summary>
internal sealed class SupervisionModel
{
    private readonly Func<TimeSpan> _now;
    private readonly Node _root;

    public SupervisionModel(Nature root, Func<TimeSpan> now)
    {
        _now = now;
        _root = new Node("r", root, null);
        Make(_root);
    }

    /// <summary>By path: what happened to the actor of that name, incarnation after incarnation.</summary>
    public Dictionary<string, List<string>> Hooks { get; } = [];

    public IReadOnlyList<string> Living => [.. _root.Family().Where(n => n.IsAlive).Select(n => n.Path).Order(StringComparer.Ordinal)];

    public bool IsAlive(string path) => Find(path) is not null;

    public int MessagesOf(string path) => Find(path)?.Messages ?? 0;

    public void Tell(string path)
    {
        if (Find(path) is { } node) node.Messages++;
    }

    public void Stop(string path)
    {
        if (Find(path) is { } node) Stop(node);
    }

    public void Fail(string path, int sort)
    {
        if (Find(path) is { } node) Fail(node, sort);
    }

    private Node? Find(string path) => _root.Family().FirstOrDefault(n => n.IsAlive && n.Path == path);

    private void Fail(Node node, int sort)
    {
        // Above the root stands the guardian, which restarts without a limit.
        if (node.Parent is not { } parent)
        {
            Restart(node);
            return;
        }
        var concerned = parent.Nature.IsAllForOne ? parent.Children.Where(c => c.IsAlive).ToArray() : [node];
        switch (parent.Nature.Directives[sort])
        {
            case Directive.Resume:
                break;
            case Directive.Stop:
                foreach (var child in concerned) Stop(child);
                break;
            case Directive.Escalate:
                Fail(parent, sort);
                break;
            default:
                // Each child's count is asked, also after one has refused.
                var isAllowed = concerned.Select(c => c.Count(parent.Nature, _now())).ToArray().All(a => a);
                foreach (var child in concerned)
                {
                    if (isAllowed) Restart(child);
                    else Stop(child);
                }
                break;
        }
    }

    private void Restart(Node node)
    {
        Note(node, "prerestart");
        Note(node, "stop");
        if (!node.Nature.KeepsChildren)
        {
            foreach (var child in node.Children.Where(c => c.IsAlive)) Stop(child);
            node.Children.Clear();
        }
        Note(node, "made");
        Note(node, "postrestart");
        var survivors = node.Children.Where(c => c.IsAlive).ToArray();
        Begin(node);
        foreach (var child in survivors) Restart(child);
    }

    private void Stop(Node node)
    {
        foreach (var child in node.Children.Where(c => c.IsAlive)) Stop(child);
        node.IsAlive = false;
        Note(node, "stop");
    }

    private void Make(Node node)
    {
        Note(node, "made");
        Begin(node);
    }

    // PreStart makes whom it misses.
    private void Begin(Node node)
    {
        Note(node, "start");
        for (var i = 0; i < node.Nature.Children.Length; i++)
        {
            var name = node.Path + i;
            if (node.Children.Any(c => c.IsAlive && c.Path == name)) continue;
            var child = new Node(name, node.Nature.Children[i], node);
            node.Children.Add(child);
            Make(child);
        }
    }

    private void Note(Node node, string hook)
    {
        if (!Hooks.TryGetValue(node.Path, out var hooks)) Hooks.Add(node.Path, hooks = []);
        hooks.Add(hook);
    }

    private sealed class Node(string path, Nature nature, Node? parent)
    {
        private readonly List<TimeSpan> _restarts = [];

        public string Path => path;

        public Nature Nature => nature;

        public Node? Parent => parent;

        public List<Node> Children { get; } = [];

        public bool IsAlive { get; set; } = true;

        public int Messages { get; set; }

        public IEnumerable<Node> Family() => Children.SelectMany(c => c.Family()).Prepend(this);

        /// <summary>
        /// Whether one more restart is within the supervisor's limit. A window begins with its first restart, and the first one after its end
        /// begins the next.
        /// </summary>
        public bool Count(Nature supervisor, TimeSpan now)
        {
            if (supervisor.Limit == 0) return false;
            if (_restarts.Count > 0 && supervisor.Window is { } window && now - _restarts[0] > window) _restarts.Clear();
            _restarts.Add(now);
            return _restarts.Count <= (supervisor.Limit > 0 ? supervisor.Limit : supervisor.Window is null ? int.MaxValue : 1);
        }
    }
}
