using System.Runtime.CompilerServices;

namespace HostedRuntime.Stacks;

/// <summary>
/// Names an async method by the type of its state machine, as a person would write it: <c>&lt;Load&gt;d__3</c> of <c>Orders</c> is
/// <c>Orders.Load</c>.
/// </summary>
/// <remarks>
/// The compiler names the machine of a lambda <c>&lt;&lt;Load&gt;b__3_0&gt;d</c>, and of a local function
/// <c>&lt;&lt;Load&gt;g__Inner|3_0&gt;d</c>. In a program without a class it is <c>&lt;&lt;Main&gt;$&gt;d__0</c>. The machine of a method
/// with type parameters has these parameters after those of the types around it.
/// </remarks>
internal static class MethodNames
{
    public static string Of(Type machine)
    {
        if (!TypeNames.IsGenerated(machine))
            return TypeNames.Of(machine);
        var arguments = machine.GetGenericArguments();
        var used = 0;
        var types = new List<string>();
        foreach (var part in TypeNames.Nesting(machine))
        {
            // From here on the types are closures of the compiler. Their type parameters are those of the method.
            if (TypeNames.IsGenerated(part))
                break;
            types.Add(TypeNames.Visible(part) + TypeNames.InBrackets(TypeNames.Own(part, arguments, ref used)));
        }

        var (name, suffix) = Parse(machine.Name);
        return string.Join('.', types.Append(name)) + TypeNames.InBrackets(arguments.AsSpan(used)) + suffix;
    }

    /// <summary>Returns the name of a method that a thread runs, which may be a step of an async method.</summary>
    public static string Of(Type type, string method)
    {
        if (typeof(IAsyncStateMachine).IsAssignableFrom(type))
            return Of(type);
        var visible = TypeNames.Nesting(type).TakeWhile(static part => !TypeNames.IsGenerated(part)).Select(TypeNames.Visible);
        var (name, suffix) = Parse(method);
        return string.Join('.', visible.Append(name)) + suffix;
    }

    private static (string Name, string Suffix) Parse(string name)
    {
        var close = ClosingBracket(name);
        if (close < 0)
            return (Plain(name), "");
        var inner = name[1..close];
        var kind = name.AsSpan(close + 1);
        if (kind.StartsWith("b__"))
            return (Parse(inner).Name, " (lambda)");
        if (kind.StartsWith("g__"))
        {
            var end = kind.IndexOf('|');
            return ($"{Parse(inner).Name}.{kind[3..(end < 0 ? kind.Length : end)]}", " (local function)");
        }

        return Parse(inner);
    }

    /// <summary>Returns the place of the bracket that closes the first one; -1 if the name does not begin with a bracket.</summary>
    private static int ClosingBracket(string name)
    {
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '<')
                depth++;
            else if (name[i] == '>')
                depth--;
            if (depth == 0)
                return i == 0 ? -1 : i;
        }

        return -1;
    }

    /// <summary>
    /// Returns the name of a member without the interface that it implements, and the name of a property without that of its accessor.
    /// </summary>
    private static string Plain(string name)
    {
        var begin = 0;
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '<')
                depth++;
            else if (name[i] == '>')
                depth--;
            else if (name[i] == '.' && depth == 0)
                begin = i + 1;
        }

        name = name[begin..];
        return name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) ? name[4..] : name;
    }
}
