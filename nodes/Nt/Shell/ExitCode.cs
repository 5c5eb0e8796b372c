namespace NTWorkstation.Nt.Shell;

/// <summary>What a run of nt ends with. Scripts depend on the numbers: they are never changed.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    /// <summary>Anything that has no code of its own, such as a full disk.</summary>
    public const int Failed = 1;
    /// <summary>The command line does not make sense.</summary>
    public const int Usage = 2;
    /// <summary>An input file is missing, unreadable, damaged or not what is asked for.</summary>
    public const int BadInput = 3;
    /// <summary>Something else that is needed is missing: a library, a tool, a device, a server.</summary>
    public const int Missing = 4;
    /// <summary>Cancelled by SIGINT (Ctrl-C) or SIGTERM.</summary>
    public const int Cancelled = 130;

    public const string Summary =
        """
        Exit codes:
          0    done
          1    failed for another reason, such as a full disk or an unwritable folder
          2    usage: the command line does not make sense
          3    bad input: a file is missing, unreadable, damaged or not what is asked for
          4    something else is missing: a library, a tool, a device, a server
          130  cancelled by Ctrl-C; no partial file is left
        """;
}
