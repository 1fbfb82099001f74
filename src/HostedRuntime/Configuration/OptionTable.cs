using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Hosting;

namespace HostedRuntime.Configuration;

/// <summary>
/// Every option that the configuration may set. Our own table in place of ConfigurationBinder, which stops at the first value of
/// a wrong type and does not know what would have been right.
/// </summary>
internal static class OptionTable
{
    /// <summary>What stands under it belongs to plugins.</summary>
    public const string Plugins = "Plugins";

    /// <summary>What stands under it belongs to named runtimes; in the section of the default one only.</summary>
    public const string Runtimes = "Runtimes";

    public static readonly OptionRow[] Rows =
    [
        OptionRow.Of<RuntimeFlavor>(nameof(RuntimeOptions.Flavor), OptionText.Name, static (options, value) => options.Flavor = value),
        OptionRow.Of<int>(nameof(RuntimeOptions.WorkerThreads), OptionText.Integer, static (options, value) => options.WorkerThreads = value),
        OptionRow.Of<int>(nameof(RuntimeOptions.MaxBlockingThreads), OptionText.Integer, static (options, value) => options.MaxBlockingThreads = value),
        OptionRow.Of<int?>(nameof(RuntimeOptions.BlockingQueueLimit), OptionText.OptionalInteger, static (options, value) => options.BlockingQueueLimit = value),
        OptionRow.Of<TimeSpan>(nameof(RuntimeOptions.BlockingThreadKeepAlive), OptionText.Span, static (options, value) => options.BlockingThreadKeepAlive = value),
        OptionRow.Of<string>(nameof(RuntimeOptions.ThreadName), OptionText.Text, static (options, value) => options.ThreadName = value),
        OptionRow.Of<int>(nameof(RuntimeOptions.ThreadStackSize), OptionText.Integer, static (options, value) => options.ThreadStackSize = value),
        OptionRow.Of<ThreadPriority>(nameof(RuntimeOptions.ThreadPriority), OptionText.Name, static (options, value) => options.ThreadPriority = value),
        OptionRow.Of<string?>(nameof(RuntimeOptions.WorkerAffinity), OptionText.OptionalText, static (options, value) => options.WorkerAffinity = value),
        OptionRow.Of<int?>(nameof(RuntimeOptions.GlobalQueueInterval), OptionText.OptionalInteger, static (options, value) => options.GlobalQueueInterval = value),
        OptionRow.Of<TimeSpan>(nameof(RuntimeOptions.StallThreshold), OptionText.Span, static (options, value) => options.StallThreshold = value),
        OptionRow.Of<int>(nameof(RuntimeOptions.MaxCompensatingThreads), OptionText.Integer, static (options, value) => options.MaxCompensatingThreads = value),
        OptionRow.Of<TimeSpan>(nameof(RuntimeOptions.ShutdownTimeout), OptionText.Span, static (options, value) => options.ShutdownTimeout = value),
        OptionRow.Of<TimeSpan>(nameof(RuntimeOptions.PluginTimeout), OptionText.Span, static (options, value) => options.PluginTimeout = value),
        OptionRow.Of<bool>(nameof(RuntimeOptions.PluginsStartConcurrently), OptionText.Flag, static (options, value) => options.PluginsStartConcurrently = value),
        OptionRow.Of<UnhandledFaultBehavior>(nameof(RuntimeOptions.UnhandledFaults), OptionText.Name, static (options, value) => options.UnhandledFaults = value),
        OptionRow.Of<bool>(nameof(RuntimeOptions.MeasureTaskTimes), OptionText.Flag, static (options, value) => options.MeasureTaskTimes = value),
    ];

    private static readonly Dictionary<string, OptionRow> s_byKey = Rows.ToDictionary(static row => row.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>What may stand in the section of a runtime.</summary>
    public static IReadOnlyList<string> KeysOf(string runtime)
        => [.. Rows.Select(static row => row.Key), Plugins, .. runtime == RuntimeName.Default ? [Runtimes] : Array.Empty<string>()];

    public static bool IsKeyOf(string runtime, string key)
        => s_byKey.ContainsKey(key)
            || Plugins.Equals(key, StringComparison.OrdinalIgnoreCase)
            || (runtime == RuntimeName.Default && Runtimes.Equals(key, StringComparison.OrdinalIgnoreCase));

    public static bool TryFind(string key, [NotNullWhen(true)] out OptionRow? row) => s_byKey.TryGetValue(key, out row);
}
