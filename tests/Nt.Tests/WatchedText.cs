namespace NTWorkstation.Nt.Tests;

/// <summary>What a command says, to be read while it runs. Any thread.</summary>
internal sealed class WatchedText : StringWriter
{
    private readonly Lock _gate = new();

    public override void Write(char value)
    {
        lock (_gate) base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_gate) base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate) base.Write(buffer);
    }

    public override void Write(string? value)
    {
        lock (_gate) base.Write(value);
    }

    public override string ToString()
    {
        lock (_gate) return base.ToString();
    }
}
