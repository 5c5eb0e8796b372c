using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Analyse;

/// <summary>The ffmpeg command as an independent reader of files.</summary>
internal static class Ffmpeg
{
    /// <summary>The samples of the first audio stream, interleaved, at the file's own rate and channels.</summary>
    public static float[] Decode(string path)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-v", "error", "-nostdin", "-i", path, "-map", "0:a:0", "-f", "f32le", "-"]) start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("The ffmpeg command is not installed; scripts/test installs it.");
            throw;
        }
        using (process)
        using (var bytes = new MemoryStream())
        {
            process.StandardOutput.BaseStream.CopyTo(bytes);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return MemoryMarshal.Cast<byte, float>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
        }
    }
}
