using System.Runtime.CompilerServices;
using HostedRuntime.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Hosting;

/// <summary>
/// Names of runtimes. In the services whatever belongs to a runtime is keyed by its name; in the configuration it is the key of a
/// section, and those are compared without regard to case.
/// </summary>
internal static class RuntimeName
{
    /// <summary>The runtime that was added without a name.</summary>
    public const string Default = "default";

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The part of the configuration that is a runtime's own.</summary>
    public static string SectionOf(string name) => name == Default ? RuntimeOptions.SectionName : $"{RuntimeOptions.SectionName}:{OptionTable.Runtimes}:{name}";

    /// <summary>The section of one of its plugins.</summary>
    public static string SectionOf(string name, string plugin) => $"{SectionOf(name)}:{OptionTable.Plugins}:{plugin}";

    /// <summary>Such that <c>services.Configure&lt;RuntimeOptions&gt;(...)</c> is about the default runtime.</summary>
    public static string OptionsNameOf(string name) => name == Default ? Options.DefaultName : name;

    /// <summary>Refuses what cannot be a key of the configuration.</summary>
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
