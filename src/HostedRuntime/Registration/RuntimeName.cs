using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Registration;

/// <summary>
/// Names of runtimes. The name is the key of the runtime's services. It is also the key of a section of the configuration, where keys are
/// compared without regard to case.
/// </summary>
internal static class RuntimeName
{
    /// <summary>The name of the runtime that was added without a name.</summary>
    public const string Default = "default";

    /// <summary>The key of the section, within a runtime's section, whose children are the sections of plugins.</summary>
    public const string PluginsKey = "Plugins";

    /// <summary>
    /// The key of the section whose children are the sections of named runtimes. Only in the section of the default runtime.
    /// </summary>
    public const string RuntimesKey = "Runtimes";

    /// <summary>The key of the section of jobs and locks. Only in the section of the default runtime.</summary>
    public const string ClusterKey = "Cluster";

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Returns the path of a runtime's section.</summary>
    public static string SectionOf(string name) => name == Default ? RuntimeOptions.SectionName : $"{RuntimeOptions.SectionName}:{RuntimesKey}:{name}";

    /// <summary>Returns the path of the section of one of its plugins.</summary>
    public static string SectionOf(string name, string plugin) => $"{SectionOf(name)}:{PluginsKey}:{plugin}";

    /// <summary>
    /// Returns the name of a runtime's options. It is empty for the default runtime, so that
    /// <c>services.Configure&lt;RuntimeOptions&gt;(...)</c> changes its options.
    /// </summary>
    public static string OptionsNameOf(string name) => name == Default ? Options.DefaultName : name;

    /// <summary>Throws if the name cannot be a key of the configuration or holds control characters.</summary>
    public static string Check(string name, [CallerArgumentExpression(nameof(name))] string parameter = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        if (name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException($"A runtime cannot be named '{name}': ':' separates the keys of the configuration.", parameter);
        if (name.AsSpan().ContainsAnyInRange('\0', '\x1f') || name.Contains('\x7f', StringComparison.Ordinal))
            throw new ArgumentException($"A runtime cannot be named '{Printable(name)}': a name holds no control characters.", parameter);
        return name;
    }

    private static string Printable(string name) => string.Concat(name.Select(static letter => char.IsControl(letter) ? $"\\u{(int)letter:x4}" : letter.ToString()));
}
