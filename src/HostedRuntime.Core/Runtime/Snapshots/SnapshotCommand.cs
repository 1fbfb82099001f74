using System.Globalization;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// Captures snapshots of all runtimes for a listener of the events, which may be in another process. Its thread takes no lock that a body
/// could hold, and needs no ThreadPool.
/// </summary>
internal static class SnapshotCommand
{
    private const string MaxTasksArgument = "MaxTasks";
    private const string StacksArgument = "Stacks";
    private const string JsonFormat = "json";

    /// <summary>Makes the source of the events, which listeners of other processes find by its name.</summary>
    public static void Offer()
    {
        // Before the first use of the source, because a listener may wait for the source to appear.
        RuntimeEventSource.CaptureSnapshots = Capture;
        _ = RuntimeEventSource.Log;
    }

    /// <summary>Captures the runtimes that have not ended.</summary>
    /// <param name="arguments">The arguments of the command.</param>
    /// <returns>A JSON array of snapshots.</returns>
    /// <exception cref="ArgumentException">An argument has no valid value.</exception>
    public static string Capture(IDictionary<string, string?> arguments)
    {
        var format = arguments[RuntimeEventSource.SnapshotArgument];
        if (!string.Equals(format, JsonFormat, StringComparison.OrdinalIgnoreCase))
            throw Refused(RuntimeEventSource.SnapshotArgument, format, JsonFormat);
        var options = OptionsOf(arguments);
        return SnapshotJson.Write([.. LiveRuntimes.All().Select(runtime => runtime.CaptureSnapshot(options))]);
    }

    private static SnapshotOptions OptionsOf(IDictionary<string, string?> arguments)
    {
        var options = new SnapshotOptions();
        if (arguments.TryGetValue(MaxTasksArgument, out var most))
        {
            if (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var maxTasks) || maxTasks > SnapshotOptions.MostTasks)
                throw Refused(MaxTasksArgument, most, $"0 to {SnapshotOptions.MostTasks}");
            options = options with { MaxTasks = maxTasks };
        }

        if (arguments.TryGetValue(StacksArgument, out var stacks))
        {
            if (!bool.TryParse(stacks, out var withStacks))
                throw Refused(StacksArgument, stacks, "true or false");
            options = options with { WithStacks = withStacks };
        }

        return options;
    }

    private static ArgumentException Refused(string argument, string? value, string allowed)
        => new($"The argument {argument} is '{value}'. It must be {allowed}.");
}
