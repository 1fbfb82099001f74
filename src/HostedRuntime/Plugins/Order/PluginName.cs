using System.Runtime.CompilerServices;

namespace HostedRuntime.Plugins;

/// <summary>Names of plugins. They are keys of the configuration, so they are compared without regard to case.</summary>
internal static class PluginName
{
    /// <summary>The name under which the application's own setup hooks run.</summary>
    public const string Setup = "setup";

    private const string Suffix = "Plugin";

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Returns the type's name without its arity and without the suffix "Plugin".</summary>
    public static string Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    /// <summary>Throws if the name cannot be a key of the configuration, or is that of the application's own setup hooks.</summary>
    public static string Check(string name, [CallerArgumentExpression(nameof(name))] string parameter = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        if (name.AsSpan().ContainsAny(':', '|'))
            throw new ArgumentException($"A plugin cannot be named '{name}': ':' and '|' separate names.", parameter);
        if (Comparer.Equals(name, Setup))
            throw new ArgumentException($"A plugin cannot be named '{name}': that is what the application's own setup hooks go by.", parameter);
        return name;
    }
}
