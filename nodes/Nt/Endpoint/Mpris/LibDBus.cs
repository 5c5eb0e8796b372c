using System.Runtime.InteropServices;

namespace NTWorkstation.Nt.Endpoint.Mpris;

/// <summary>The system's libdbus-1, loaded when it is first called: DllNotFoundException where there is none. What one connection is given to is one thread's.</summary>
internal static unsafe partial class LibDBus
{
    private const string Library = "libdbus-1.so.3";
    public const int MethodCall = 1, Signal = 4;
    public const int Byte = 'y', Boolean = 'b', Int32 = 'i', Int64 = 'x', Double = 'd', String = 's', ObjectPath = 'o', Variant = 'v', Array = 'a', DictEntry = 'e';
    public const uint DoNotQueue = 4;
    public const int PrimaryOwner = 1, AlreadyOwner = 4;

    /// <summary>A DBusError; larger than any version's.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Error
    {
        public nint Name, Message;
        private fixed long _rest[6];
    }

    /// <summary>A DBusMessageIter; larger than any version's.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Iter
    {
        private fixed long _all[16];
    }

    [LibraryImport(Library)] public static partial void dbus_error_init(Error* error);
    [LibraryImport(Library)] public static partial void dbus_error_free(Error* error);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint dbus_connection_open_private(string address, Error* error);
    [LibraryImport(Library)] public static partial int dbus_bus_register(nint connection, Error* error);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int dbus_bus_request_name(nint connection, string name, uint flags, Error* error);
    [LibraryImport(Library)] public static partial void dbus_connection_set_exit_on_disconnect(nint connection, int exits);
    [LibraryImport(Library)] public static partial int dbus_connection_get_unix_fd(nint connection, int* fd);
    [LibraryImport(Library)] public static partial int dbus_connection_read_write(nint connection, int milliseconds);
    [LibraryImport(Library)] public static partial nint dbus_connection_pop_message(nint connection);
    [LibraryImport(Library)] public static partial void dbus_connection_send(nint connection, nint message, uint* serial);
    [LibraryImport(Library)] public static partial void dbus_connection_flush(nint connection);
    [LibraryImport(Library)] public static partial void dbus_connection_close(nint connection);
    [LibraryImport(Library)] public static partial void dbus_connection_unref(nint connection);
    [LibraryImport(Library)] public static partial int dbus_message_get_type(nint message);
    [LibraryImport(Library)] public static partial nint dbus_message_get_interface(nint message);
    [LibraryImport(Library)] public static partial nint dbus_message_get_member(nint message);
    [LibraryImport(Library)] public static partial nint dbus_message_get_path(nint message);
    [LibraryImport(Library)] public static partial int dbus_message_get_no_reply(nint message);
    [LibraryImport(Library)] public static partial nint dbus_message_new_method_return(nint call);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint dbus_message_new_error(nint call, string name, string words);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint dbus_message_new_signal(string path, string face, string name);
    [LibraryImport(Library)] public static partial void dbus_message_unref(nint message);
    [LibraryImport(Library)] public static partial int dbus_message_iter_init(nint message, Iter* iter);
    [LibraryImport(Library)] public static partial int dbus_message_iter_get_arg_type(Iter* iter);
    [LibraryImport(Library)] public static partial void dbus_message_iter_get_basic(Iter* iter, void* value);
    [LibraryImport(Library)] public static partial int dbus_message_iter_next(Iter* iter);
    [LibraryImport(Library)] public static partial void dbus_message_iter_recurse(Iter* iter, Iter* inner);
    [LibraryImport(Library)] public static partial void dbus_message_iter_init_append(nint message, Iter* iter);
    [LibraryImport(Library)] public static partial void dbus_message_iter_append_basic(Iter* iter, int type, void* value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void dbus_message_iter_open_container(Iter* iter, int type, string? signature, Iter* inner);
    [LibraryImport(Library)] public static partial void dbus_message_iter_close_container(Iter* iter, Iter* inner);

    // What appends and sends says no where memory is out alone: nothing could be done then that needs none.
    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
