using System.Runtime.InteropServices;

namespace NTWorkstation.Dsp.Interop;

/// <summary>The functions and structs of ntdsp/tags.h.</summary>
internal static unsafe partial class TagsNative
{
    [StructLayout(LayoutKind.Sequential)]
    public struct TagEdit
    {
        public nint Key;
        public nint Value;
    }

    [LibraryImport(NativeLibraryName.Value, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus nt_tags_edit(string path, TagEdit* edits, uint count);
}
