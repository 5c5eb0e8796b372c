namespace NTWorkstation.Studio.Transport;

/// <summary>In which form DSD goes to a device.</summary>
public enum DsdMode
{
    /// <summary>As bits where the device says that it takes them, else in DoP where it carries that, else as PCM.</summary>
    Auto = 0,
    /// <summary>As bits, else as PCM.</summary>
    Native = 1,
    /// <summary>In DoP, else as PCM.</summary>
    Dop = 2,
    Pcm = 3,
}
