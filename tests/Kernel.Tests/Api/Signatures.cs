using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NTWorkstation.Tests.Api;

/// <summary>What members take and give, as text.</summary>
internal static class Signatures
{
    public static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    public static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    public static string Return(MethodInfo method) => Type(method.ReturnParameter);

    public static string Type(ParameterInfo parameter) => TypeNames.Of(new NullabilityInfoContext().Create(parameter));

    public static string Type(FieldInfo field) => TypeNames.Of(new NullabilityInfoContext().Create(field));

    public static string Type(PropertyInfo property) => TypeNames.Of(new NullabilityInfoContext().Create(property));

    public static string Accessor(PropertyInfo property, MethodInfo accessor)
    {
        if (accessor == property.GetMethod) return "get";
        return accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set";
    }

    public static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Parameter(ParameterInfo parameter)
    {
        var way = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        var otherwise = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "";
        return $"{way}{Type(parameter)} {parameter.Name}{otherwise}";
    }
}
