using System.Runtime.InteropServices;
using static NTWorkstation.Nt.Endpoint.Mpris.LibDBus;

namespace NTWorkstation.Nt.Endpoint.Mpris;

/// <summary>The path of an object, which is no mere text on the bus.</summary>
internal readonly record struct BusPath(string Text);

/// <summary>Values into and out of messages: bool, long, double, string, string[], <see cref="BusPath"/>, and dictionaries of them by name.</summary>
internal static unsafe class BusValues
{
    public static void Append(Iter* to, object value)
    {
        switch (value)
        {
            case bool truth:
                var number = truth ? 1 : 0;
                dbus_message_iter_append_basic(to, LibDBus.Boolean, &number);
                break;
            case long whole:
                dbus_message_iter_append_basic(to, LibDBus.Int64, &whole);
                break;
            case double real:
                dbus_message_iter_append_basic(to, LibDBus.Double, &real);
                break;
            case string text:
                AppendText(to, LibDBus.String, text);
                break;
            case BusPath path:
                AppendText(to, ObjectPath, path.Text);
                break;
            case string[] texts:
                Iter list;
                dbus_message_iter_open_container(to, LibDBus.Array, "s", &list);
                foreach (var text in texts) AppendText(&list, LibDBus.String, text);
                dbus_message_iter_close_container(to, &list);
                break;
            case IReadOnlyDictionary<string, object> members:
                Iter entries;
                dbus_message_iter_open_container(to, LibDBus.Array, "{sv}", &entries);
                foreach (var (name, member) in members)
                {
                    Iter entry;
                    dbus_message_iter_open_container(&entries, DictEntry, null, &entry);
                    AppendText(&entry, LibDBus.String, name);
                    AppendVariant(&entry, member);
                    dbus_message_iter_close_container(&entries, &entry);
                }
                dbus_message_iter_close_container(to, &entries);
                break;
            default:
                throw new ArgumentException($"{value.GetType().Name} has no form on the bus.", nameof(value));
        }
    }

    public static void AppendVariant(Iter* to, object value)
    {
        Iter inner;
        dbus_message_iter_open_container(to, Variant, value switch
        {
            bool => "b",
            long => "x",
            double => "d",
            string => "s",
            BusPath => "o",
            string[] => "as",
            _ => "a{sv}",
        }, &inner);
        Append(&inner, value);
        dbus_message_iter_close_container(to, &inner);
    }

    /// <summary>The arguments of a message, variants as what they hold; null for what has no meaning here.</summary>
    public static List<object?> Arguments(nint message)
    {
        var values = new List<object?>();
        Iter iter;
        if (dbus_message_iter_init(message, &iter) == 0) return values;
        do values.Add(Read(&iter));
        while (dbus_message_iter_next(&iter) != 0);
        return values;
    }

    private static object? Read(Iter* iter)
    {
        switch (dbus_message_iter_get_arg_type(iter))
        {
            case LibDBus.String:
                return LibDBus.Text(Pointer(iter));
            case ObjectPath:
                return new BusPath(LibDBus.Text(Pointer(iter)));
            case LibDBus.Boolean:
                int truth;
                dbus_message_iter_get_basic(iter, &truth);
                return truth != 0;
            case LibDBus.Int64:
                long whole;
                dbus_message_iter_get_basic(iter, &whole);
                return whole;
            case LibDBus.Int32:
                int small;
                dbus_message_iter_get_basic(iter, &small);
                return (long)small;
            case LibDBus.Double:
                double real;
                dbus_message_iter_get_basic(iter, &real);
                return real;
            case Variant:
                Iter inner;
                dbus_message_iter_recurse(iter, &inner);
                return Read(&inner);
            default:
                return null;
        }
    }

    private static nint Pointer(Iter* iter)
    {
        nint text;
        dbus_message_iter_get_basic(iter, &text);
        return text;
    }

    // A zero would end it, and the bus takes nothing but UTF-8: what is none of it becomes the character that says so.
    private static void AppendText(Iter* to, int type, string text)
    {
        var utf8 = Marshal.StringToCoTaskMemUTF8(text.Replace("\0", "", StringComparison.Ordinal));
        dbus_message_iter_append_basic(to, type, &utf8);
        Marshal.FreeCoTaskMem(utf8);
    }
}
