using System.Reflection;
using System.Runtime.CompilerServices;

namespace NTWorkstation.Tests.Api;

/// <summary>Types as C# writes them: nested ones behind their outer type, generic ones with their arguments, without namespaces.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type) => Write(type, type.GetGenericArguments(), Of);

    public static string Of(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        if (type.IsArray && info.ElementType is { } element) return $"{Of(element)}[]{Mark(info)}";
        if (Nullable.GetUnderlyingType(type) is { } inner) return $"{Of(inner)}?";
        var arguments = info.GenericTypeArguments;
        return (arguments.Length == type.GetGenericArguments().Length && arguments.Length > 0 ? Write(type, arguments, Of) : Of(type)) + Mark(info);
    }

    public static string Constraints(Type[] parameters) => string.Concat(parameters.Where(p => p.IsGenericParameter).Select(parameter =>
    {
        var attributes = parameter.GenericParameterAttributes;
        var all = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) all.Add("struct");
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) all.Add("class");
        all.AddRange(parameter.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !all.Contains("struct")) all.Add("new()");
        return all.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", all)}";
    }));

    // Of a type parameter the runtime does not tell T? from T.
    private static string Mark(NullabilityInfo info) => !info.Type.IsValueType && !info.Type.IsGenericParameter && info.ReadState == NullabilityState.Nullable ? "?" : "";

    private static string Write<T>(Type type, T[] arguments, Func<T, string> write)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsByRef || type.IsPointer) return Of(type.GetElementType()!);
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[]";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner) return $"{Of(inner)}?";
        var chain = new Stack<Type>();
        for (var at = type; at is not null; at = at.DeclaringType) chain.Push(at);
        // The arguments of the outer types come first.
        var (names, used) = (new List<string>(), 0);
        foreach (var part in chain)
        {
            var count = part.GetGenericArguments().Length - used;
            var name = part.Name.Split('`')[0];
            names.Add(count > 0 ? $"{name}<{string.Join(", ", arguments.Skip(used).Take(count).Select(write))}>" : name);
            used += count;
        }
        return string.Join('.', names);
    }
}
