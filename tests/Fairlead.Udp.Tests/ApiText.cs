using System.Reflection;

namespace Fairlead.Udp.Tests;

/// <summary>The public API as text: a line for each type and member, in an order that does not change by itself.</summary>
internal static class ApiText
{
    private const BindingFlags Public =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) =>
        string.Concat(assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal).Select(Lines));

    /// <summary>The types that stand in signatures.</summary>
    public static IEnumerable<Type> Mentioned(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        from member in type.GetMembers(Public)
        from mentioned in Mentioned(member)
        select mentioned.HasElementType ? mentioned.GetElementType()! : mentioned;

    private static string Lines(Type type)
    {
        var kind = type.IsValueType ? type.IsByRefLike ? "ref struct" : "struct" : type.IsSealed ? "sealed class" : "class";
        var members = type.GetMembers(Public).Where(IsWritten).Select(Line).Order(StringComparer.Ordinal);
        return $"{kind} {type.Name}\n{string.Concat(members.Select(member => $"    {member}\n"))}";
    }

    // Not the methods behind properties, nor what the compiler adds to records.
    private static bool IsWritten(MemberInfo member) =>
        member is not MethodBase { IsSpecialName: true, IsConstructor: false }
        && !member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));

    private static string Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"({Of(constructor.GetParameters())})",
        MethodInfo method => $"{Static(method)}{method.Name}({Of(method.GetParameters())}): {Of(method.ReturnType)}",
        PropertyInfo property => $"{Static(property.GetMethod!)}{property.Name}{Index(property)}: {Of(property.PropertyType)}{Setter(property)}",
        FieldInfo { IsLiteral: true } field => $"const {field.Name}: {Of(field.FieldType)} = {field.GetRawConstantValue()}",
        FieldInfo field => $"field {field.Name}: {Of(field.FieldType)}",
        _ => $"{member.MemberType} {member.Name}",
    };

    private static string Of(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.IsIn ? "in " : "")}{Of(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}"));

    private static string Of(Type type) => type switch
    {
        { IsByRef: true } => Of(type.GetElementType()!),
        { IsGenericType: true } => $"{type.Name[..^2]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>",
        _ => type.Name,
    };

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{Of(parameters)}]" : "";

    private static string Setter(PropertyInfo property) => property.SetMethod is not { IsPublic: true } setter ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " { init }" : " { set }";

    private static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append((method as MethodInfo)?.ReturnType ?? typeof(void)),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };
}
