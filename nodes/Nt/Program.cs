using System.CommandLine;

namespace NTWorkstation.Nt;

internal static class Program
{
    private static int Main(string[] args)
    {
        var root = new RootCommand("Gives a track the sound of a reference, and measures, renders and converts audio.");
        return root.Parse(args).Invoke();
    }
}
