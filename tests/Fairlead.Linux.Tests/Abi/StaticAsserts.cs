using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Fairlead.Linux.Tests.Abi;

/// <summary>C static asserts that hold if, and only if, a type of Fairlead.Linux says what the C headers say.</summary>
internal static class StaticAsserts
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public;
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Type type) =>
        IsKernelStruct(type) ? Layout(type).Concat(Constants(type)) : Constants(type);

    // Structs of C have names in lower case, and constants in upper case but for those of system calls. Names of our
    // own, and what the compiler makes, have neither.
    private static bool IsKernelStruct(Type type) =>
        type is { IsValueType: true, IsEnum: false } && char.IsAsciiLetterLower(type.Name[0]);

    private static bool IsKernelConstant(string name) => name.Contains('_') || !name.Any(char.IsAsciiLetterLower);

    private static IEnumerable<string> Constants(Type type) =>
        from field in type.GetFields(Static)
        where field.IsLiteral && field.FieldType != typeof(string) && IsKernelConstant(field.Name)
        select Assert($"({CType(field)})({CNames.Constant(field)}) == {Value(field)}", NameOf(field));

    private static IEnumerable<string> Layout(Type type)
    {
        var c = CNames.Struct(type);
        yield return Assert($"sizeof({c}) == {SizeOf(type)}", $"sizeof {type.Name}");
        foreach (var field in type.GetFields(Instance).Where(f => !CNames.NotC.Contains(NameOf(f))))
        {
            var name = CNames.Field(field);
            yield return Assert($"offsetof({c}, {name}) == {OffsetOf(field)}", $"offset of {NameOf(field)}");
            yield return Assert(
                $"sizeof((({c} *)0)->{name}) == {SizeOf(field.FieldType)}", $"size of {NameOf(field)}");
        }
    }

    // The name stands where messages give the file, for those that are not about the assert itself.
    private static string Assert(string condition, string name) =>
        $"#line 1 \"{name}\"\n_Static_assert({condition}, \"{name}\");";

    private static string NameOf(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

    private static string CType(FieldInfo field) =>
        field.GetRawConstantValue() is ulong ? "unsigned long long" : "long long";

    private static string Value(FieldInfo field) => field.GetRawConstantValue() switch
    {
        ulong value => $"{value}ull",
        var value => $"{Convert.ToInt64(value)}ll",
    };

    private static int SizeOf(Type type) =>
        type.IsPointer || type.IsFunctionPointer || type.IsUnmanagedFunctionPointer
            ? IntPtr.Size
            : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    // Marshal.OffsetOf speaks of the marshalled layout; what the kernel gets is the managed one.
    private static long OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(long), null, field.DeclaringType!.Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var it = il.DeclareLocal(field.DeclaringType);
        il.Emit(OpCodes.Ldloca, it);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Ldloca, it);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ret);
        return (long)method.Invoke(null, null)!;
    }
}
