using System.Diagnostics;
using System.Reflection;

namespace HostedRuntime.Tests.Waiting;

/// <summary>An object as a debugger shows it: by the attributes of its type.</summary>
internal sealed class DebuggerView(object shown)
{
    private readonly object _proxy = Activator.CreateInstance(
        Type.GetType(shown.GetType().GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName, throwOnError: true)!, shown)!;

    /// <summary>Returns the text of a type whose display is its property DebuggerDisplay.</summary>
    public static string TextOf(object shown)
    {
        Assert.Equal("{DebuggerDisplay,nq}", shown.GetType().GetCustomAttribute<DebuggerDisplayAttribute>()?.Value);
        return (string)shown.GetType().GetProperty("DebuggerDisplay", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(shown)!;
    }

    /// <summary>Returns a property of the proxy.</summary>
    public T Get<T>(string property) => (T)_proxy.GetType().GetProperty(property)!.GetValue(_proxy)!;
}

/// <summary>A value of users, whose text must not be asked for.</summary>
internal sealed class Loud
{
    public override string ToString() => throw new InvalidOperationException("A debugger's view ran code of users.");
}
