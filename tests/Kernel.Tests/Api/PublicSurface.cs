using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace NTWorkstation.Tests.Api;

/// <summary>
/// The public surface of an assembly as text: one line for each type and member that another assembly can see, in a fixed order, with
/// nullability, default values and constraints. Source-compatible changes of an implementation leave it alone.
/// </summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        var types = assembly.GetTypes().Where(IsVisible).OrderBy(t => t.Namespace, StringComparer.Ordinal).ThenBy(TypeNames.Of, StringComparer.Ordinal);
        foreach (var group in types.GroupBy(t => t.Namespace))
        {
            text.Append("namespace ").Append(group.Key).Append('\n');
            foreach (var type in group) Write(text, type);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, Type type)
    {
        text.Append("  ").Append(Head(type)).Append('\n');
        if (typeof(Delegate).IsAssignableFrom(type)) return;
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                text.Append(CultureInfo.InvariantCulture, $"    {name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}\n");
            return;
        }
        var lines = type.GetMembers(Declared).Select(m => (m.Name, Line: Line(type, m))).Where(m => m.Line is not null);
        foreach (var (_, line) in lines.OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Line, StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
    }

    private static string Head(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{Access(type)}delegate {Signatures.Return(invoke)} {TypeNames.Of(type)}({Signatures.Parameters(invoke)})";
        }
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => IsReadOnly(type) ? "readonly struct" : "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        if (type.GetMethod("<Clone>$", Declared) is not null) kind = kind.Replace("class", "record", StringComparison.Ordinal);
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType) bases.Add(TypeNames.Of(parent));
        bases.AddRange(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => i.IsVisible && !type.IsEnum).Select(TypeNames.Of).Order(StringComparer.Ordinal));
        return $"{Access(type)}{kind} {TypeNames.Of(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}{TypeNames.Constraints(type.GetGenericArguments())}";
    }

    private static string? Line(Type type, MemberInfo member)
    {
        // What the compiler writes for a record follows from its head.
        if (member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is MethodInfo or FieldInfo) return null;
        switch (member)
        {
            case ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor):
                return $"{Access(constructor)}.ctor({Signatures.Parameters(constructor)})";
            case FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly:
                var constant = field.IsLiteral ? $" = {Signatures.Value(field.GetRawConstantValue())}" : "";
                return $"{(field.IsPublic ? "" : "protected ")}{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Signatures.Type(field)} {field.Name}{constant}";
            case PropertyInfo property:
                var accessors = property.GetAccessors(nonPublic: true).Where(IsSeen).ToArray();
                if (accessors.Length == 0) return null;
                var lead = accessors.FirstOrDefault(a => a.IsPublic) ?? accessors[0];
                var parts = accessors.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $"{(Access(a) == Access(lead) ? "" : Access(a))}{Signatures.Accessor(property, a)};");
                var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
                var index = property.GetIndexParameters() is { Length: > 0 } indices ? $"[{Signatures.Parameters(indices)}]" : "";
                return $"{Access(lead)}{Modifiers(type, lead)}{required}{Signatures.Type(property)} {property.Name}{index} {{ {string.Join(" ", parts)} }}";
            case EventInfo { AddMethod: { } add } raised when IsSeen(add):
                return $"{Access(add)}{Modifiers(type, add)}event {TypeNames.Of(raised.EventHandlerType!)} {raised.Name}";
            case MethodInfo method when IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)):
                var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
                var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
                return $"{Access(method)}{Modifiers(type, method)}{Signatures.Return(method)} {method.Name}{generic}({extension}{Signatures.Parameters(method)}){TypeNames.Constraints(method.GetGenericArguments())}";
            default:
                return null;
        }
    }

    private static string Modifiers(Type type, MethodBase method) => method switch
    {
        { IsStatic: true } => type.IsInterface && method.IsAbstract ? "static abstract " : "static ",
        _ when type.IsInterface => method.IsAbstract ? "" : "default ",
        { IsVirtual: true } when (method.Attributes & MethodAttributes.NewSlot) == 0 => method.IsFinal ? "sealed override " : method.IsAbstract ? "abstract override " : "override ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Access(Type type) => type.IsNestedFamily || type.IsNestedFamORAssem ? "protected " : "";

    private static bool IsVisible(Type type) =>
        type.IsNested
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
            : type.IsPublic;
}
