using System.Runtime.CompilerServices;

namespace HostedRuntime.Plugins;

/// <summary>Names of plugins. They are keys of the configuration, and compared as those are.</summary>
internal static class PluginName
{
    /// <summary>What the application's own setup hooks go by.</summary>
    public const string Setup = "setup";

    private const string Suffix = "Plugin";

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The type's name without its arity and without "Plugin".</summary>
    public static string Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    /// <summary>Refuses what cannot be a key of the configuration, and what would be taken for the application.</summary>
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
