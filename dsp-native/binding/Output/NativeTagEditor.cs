using System.Runtime.InteropServices;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.TagsNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>The tag port on the native library: a copy beside the file is edited and takes its name. Thread-safe.</summary>
public sealed class NativeTagEditor : ITagEditor
{
    public void Edit(string path, IReadOnlyList<KeyValuePair<string, string?>> edits)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0')) throw new MediaException(MediaFault.NotFound, "The file name holds a NUL character.");
        var target = NativeOutput.Resolve(path);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".nt-{Path.GetRandomFileName()}{Path.GetExtension(target)}");
        try
        {
            Copy(path, target, temporary);
            Apply(path, temporary, edits);
            Status.Check(OutputNative.nt_file_publish(temporary, target), path);
        }
        catch
        {
            NativeWriter.Remove(temporary);
            throw;
        }
    }

    private static void Copy(string path, string target, string temporary)
    {
        try
        {
            File.Copy(target, temporary);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MediaException(MediaFault.NotFound, $"{path}: there is no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            // It was read a moment ago: what is not allowed is the copy that takes its place.
            throw new MediaException(MediaFault.NotFound, $"{path}: the tags cannot be written: nothing can be created in {Path.GetDirectoryName(target)}", e);
        }
        catch (IOException e)
        {
            // ENOSPC comes as an IOException of its own number.
            throw new MediaException((e.HResult & 0xFFFF) == 28 ? MediaFault.NoSpace : MediaFault.Io, $"{path}: {e.Message}", e);
        }
    }

    private static unsafe void Apply(string path, string temporary, IReadOnlyList<KeyValuePair<string, string?>> edits)
    {
        var native = new TagEdit[edits.Count];
        try
        {
            for (var i = 0; i < native.Length; i++)
                native[i] = new TagEdit { Key = Marshal.StringToCoTaskMemUTF8(edits[i].Key), Value = Marshal.StringToCoTaskMemUTF8(edits[i].Value) };
            fixed (TagEdit* p = native) Status.Check(nt_tags_edit(temporary, p, (uint)native.Length), path);
        }
        finally
        {
            foreach (var edit in native)
            {
                Marshal.FreeCoTaskMem(edit.Key);
                Marshal.FreeCoTaskMem(edit.Value);
            }
        }
    }
}
