using HostedRuntime.Registration;

namespace HostedRuntime.Configuration;

/// <summary>
/// Every option that the configuration may set. Names and allowed values come from the table of <see cref="RuntimeOptions.Check"/>; here is
/// only the text form of each option.
/// </summary>
/// <remarks>
/// Rejected: ConfigurationBinder, which stops at the first value of a wrong type and cannot name the allowed values. Also rejected: a table
/// of delegates. They would be made, and their generic code compiled, at every start of a host, although it sets few options.
/// </remarks>
internal static class OptionTable
{
    /// <summary>The options' keys, in the order in which messages name them.</summary>
    public static readonly string[] Keys = NamesOf(new RuntimeOptions().Check());

    /// <summary>Returns the keys that the section of a runtime may have.</summary>
    public static IReadOnlyList<string> KeysOf(string runtime)
        => [.. Keys, RuntimeName.PluginsKey, .. runtime == RuntimeName.Default ? [RuntimeName.RuntimesKey, RuntimeName.ClusterKey] : Array.Empty<string>()];

    public static bool IsKeyOf(string runtime, string key)
        => Find(key) is not null
            || RuntimeName.PluginsKey.Equals(key, StringComparison.OrdinalIgnoreCase)
            || (runtime == RuntimeName.Default
                && (RuntimeName.RuntimesKey.Equals(key, StringComparison.OrdinalIgnoreCase) || RuntimeName.ClusterKey.Equals(key, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Returns the option of that key, which is compared without regard to case, or null if there is none.</summary>
    public static string? Find(string key)
    {
        foreach (var own in Keys)
        {
            if (own.Equals(key, StringComparison.OrdinalIgnoreCase))
                return own;
        }

        return null;
    }

    /// <summary>Sets the option that <see cref="Find"/> returned if the text is of the option's type. Does not check ranges.</summary>
    /// <returns>True if the option was set; otherwise false.</returns>
    public static bool TryApply(RuntimeOptions options, string option, string text)
    {
        switch (option)
        {
            case nameof(RuntimeOptions.Flavor) when OptionText.Name<RuntimeFlavor>(text, out var value):
                options.Flavor = value;
                return true;
            case nameof(RuntimeOptions.WorkerThreads) when OptionText.Integer(text, out var value):
                options.WorkerThreads = value;
                return true;
            case nameof(RuntimeOptions.MaxBlockingThreads) when OptionText.Integer(text, out var value):
                options.MaxBlockingThreads = value;
                return true;
            case nameof(RuntimeOptions.BlockingQueueLimit) when OptionText.OptionalInteger(text, out var value):
                options.BlockingQueueLimit = value;
                return true;
            case nameof(RuntimeOptions.BlockingThreadKeepAlive) when OptionText.Span(text, out var value):
                options.BlockingThreadKeepAlive = value;
                return true;
            case nameof(RuntimeOptions.ThreadName):
                options.ThreadName = text;
                return true;
            case nameof(RuntimeOptions.ThreadStackSize) when OptionText.Integer(text, out var value):
                options.ThreadStackSize = value;
                return true;
            case nameof(RuntimeOptions.ThreadPriority) when OptionText.Name<ThreadPriority>(text, out var value):
                options.ThreadPriority = value;
                return true;
            case nameof(RuntimeOptions.WorkerAffinity):
                options.WorkerAffinity = OptionText.Optional(text);
                return true;
            case nameof(RuntimeOptions.DisabledLints):
                options.DisabledLints = OptionText.Optional(text);
                return true;
            case nameof(RuntimeOptions.GlobalQueueInterval) when OptionText.OptionalInteger(text, out var value):
                options.GlobalQueueInterval = value;
                return true;
            case nameof(RuntimeOptions.StallThreshold) when OptionText.Span(text, out var value):
                options.StallThreshold = value;
                return true;
            case nameof(RuntimeOptions.MaxCompensatingThreads) when OptionText.Integer(text, out var value):
                options.MaxCompensatingThreads = value;
                return true;
            case nameof(RuntimeOptions.ShutdownTimeout) when OptionText.Span(text, out var value):
                options.ShutdownTimeout = value;
                return true;
            case nameof(RuntimeOptions.PluginTimeout) when OptionText.Span(text, out var value):
                options.PluginTimeout = value;
                return true;
            case nameof(RuntimeOptions.PluginsStartConcurrently) when bool.TryParse(text, out var value):
                options.PluginsStartConcurrently = value;
                return true;
            case nameof(RuntimeOptions.UnhandledFaults) when OptionText.Name<UnhandledFaultBehavior>(text, out var value):
                options.UnhandledFaults = value;
                return true;
            case nameof(RuntimeOptions.FaultObservationDelay) when OptionText.Span(text, out var value):
                options.FaultObservationDelay = value;
                return true;
            case nameof(RuntimeOptions.MeasureTaskTimes) when bool.TryParse(text, out var value):
                options.MeasureTaskTimes = value;
                return true;
            default:
                return false;
        }
    }

    private static string[] NamesOf(IReadOnlyList<RuntimeOptionCheck> options)
    {
        // An array, because the code of an interface over a struct of ours is compiled at each start of a host.
        var rows = options as RuntimeOptionCheck[] ?? [.. options];
        var names = new string[rows.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = rows[i].Name;
        return names;
    }
}
