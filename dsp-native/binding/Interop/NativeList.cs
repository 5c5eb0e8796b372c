using System.Runtime.InteropServices;

namespace NTWorkstation.Dsp.Interop;

/// <summary>Fills up to capacity of them and says how many there are.</summary>
internal unsafe delegate NativeStatus ListFill<T>(T* found, uint capacity, out uint count) where T : unmanaged;

internal unsafe delegate TItem ItemRead<T, TItem>(T* native) where T : unmanaged;

/// <summary>Lists that the library copies into memory of ours.</summary>
internal static unsafe class NativeList
{
    public static TItem[] Read<T, TItem>(ListFill<T> fill, ItemRead<T, TItem> read) where T : unmanaged
    {
        for (var capacity = 64u; ; capacity *= 2)
        {
            var found = (T*)NativeMemory.AllocZeroed(capacity, (nuint)sizeof(T));
            try
            {
                Status.Check(fill(found, capacity, out var count));
                if (count > capacity) continue;
                var list = new TItem[count];
                for (var i = 0; i < list.Length; i++) list[i] = read(found + i);
                return list;
            }
            finally
            {
                NativeMemory.Free(found);
            }
        }
    }
}
