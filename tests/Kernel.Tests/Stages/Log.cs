namespace NTWorkstation.Kernel.Tests.Stages;

/// <summary>What happened, in order, from any thread.</summary>
internal sealed class Log
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_gate) _lines.Add(line);
    }

    public int Count(string line) => Lines.Count(l => l == line);

    public int IndexOf(string line) => Lines.ToList().IndexOf(line);

    public void Clear()
    {
        lock (_gate) _lines.Clear();
    }
}
