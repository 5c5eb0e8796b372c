using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Abx;

/// <summary>What a key asks for.</summary>
internal enum AbxKey
{
    A,
    B,
    X,
    XIsA,
    XIsB,
    Undo,
    Back,
    Forward,
    Restart,
    Pause,
    Quit,
}

/// <summary>Keys of a person, or of a program in place of one.</summary>
internal static class AbxKeys
{
    /// <summary>Each as it comes; it waits for the next. Ends with the input.</summary>
    public static IEnumerable<AbxKey> Of(Streams streams) => Console.IsInputRedirected || !streams.Error.IsTerminal ? Read(Console.In) : Typed();

    public static IEnumerable<AbxKey> Read(TextReader input)
    {
        while (input.Read() is >= 0 and var c)
            if (Meaning((char)c) is { } key) yield return key;
    }

    private static IEnumerable<AbxKey> Typed()
    {
        while (true)
        {
            var typed = Console.ReadKey(intercept: true);
            var key = typed.Key switch { ConsoleKey.LeftArrow => AbxKey.Back, ConsoleKey.RightArrow => AbxKey.Forward, _ => Meaning(typed.KeyChar) };
            if (key is { } known) yield return known;
        }
    }

    private static AbxKey? Meaning(char c) => char.ToLowerInvariant(c) switch
    {
        'a' => AbxKey.A,
        'b' => AbxKey.B,
        'x' => AbxKey.X,
        '1' => AbxKey.XIsA,
        '2' => AbxKey.XIsB,
        'u' => AbxKey.Undo,
        '<' => AbxKey.Back,
        '>' => AbxKey.Forward,
        'r' => AbxKey.Restart,
        'p' or ' ' => AbxKey.Pause,
        'q' => AbxKey.Quit,
        _ => null,
    };
}
