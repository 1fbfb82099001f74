using System.Globalization;

namespace HostedRuntime.Stacks;

/// <summary>Writes types as C# does: without namespace, with type arguments, and with dots between nested types.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
    };

    public static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsByRef || type.IsPointer || type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Of(value)}?";
        var arguments = type.GetGenericArguments();
        if (type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) && type.Namespace == "System")
            return $"({string.Join(", ", arguments.Select(Of))})";
        var used = 0;
        return string.Join('.', Nesting(type).Select(part => Visible(part) + InBrackets(Own(part, arguments, ref used))));
    }

    /// <summary>Returns the type and those around it, outermost first.</summary>
    public static IEnumerable<Type> Nesting(Type type) => type.DeclaringType is { } outer ? Nesting(outer).Append(type) : [type];

    /// <summary>Returns whether the compiler has made the type. No code can name such a type.</summary>
    public static bool IsGenerated(Type type) => type.Name.StartsWith('<') && FileLocal(type.Name) is null;

    /// <summary>Returns the name without the number of type parameters.</summary>
    public static string Visible(Type part)
    {
        if (part.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal))
            return "anonymous type";
        var name = FileLocal(part.Name) ?? part.Name;
        var end = name.IndexOf('`', StringComparison.Ordinal);
        return end < 0 ? name : name[..end];
    }

    /// <summary>
    /// Returns the type arguments that belong to one type of a nesting: as many as its name says, after those of the types around it.
    /// </summary>
    public static ReadOnlySpan<Type> Own(Type part, Type[] arguments, ref int used)
    {
        var mark = part.Name.LastIndexOf('`');
        // Other compilers than that of C# may put anything after the mark, such as a negative number.
        if (mark < 0 || !int.TryParse(part.Name.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return [];
        var first = Math.Min(used, arguments.Length);
        used = first + Math.Min(count, arguments.Length - first);
        return arguments.AsSpan(first, used - first);
    }

    /// <summary>Returns type arguments in angle brackets, or nothing.</summary>
    public static string InBrackets(ReadOnlySpan<Type> arguments)
        => arguments.IsEmpty ? "" : $"<{string.Join(", ", arguments.ToArray().Select(Of))}>";


    /// <summary>
    /// Returns the name of a file-local type as its file has it; otherwise null. The compiler puts the file and a hash before it.
    /// </summary>
    private static string? FileLocal(string name)
    {
        var end = name.IndexOf(">F", StringComparison.Ordinal);
        var begin = end < 0 ? -1 : name.IndexOf("__", end, StringComparison.Ordinal);
        return name.StartsWith('<') && begin > 0 && begin + 2 < name.Length ? name[(begin + 2)..] : null;
    }
}
