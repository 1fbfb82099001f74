using System.Diagnostics;

namespace HostedRuntime.Plugins;

/// <summary>Writes down the start of a runtime's plugins. By the machine's clock, not the runtime's, which may be a test's.</summary>
internal sealed class StartupRecord(string runtime)
{
    private readonly List<StartupStep> _steps = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Runs a hook and notes it; hooks of a layer run at the same time.</summary>
    public async Task NoteAsync(string plugin, PluginPhase phase, Func<Task> hook)
    {
        var started = Stopwatch.GetTimestamp();
        var succeeded = false;
        try
        {
            await hook().ConfigureAwait(false);
            succeeded = true;
        }
        finally
        {
            lock (_steps)
                _steps.Add(new StartupStep(plugin, phase, Stopwatch.GetElapsedTime(_start, started), Stopwatch.GetElapsedTime(started), succeeded));
        }
    }

    public StartupReport Report()
    {
        lock (_steps)
            return new StartupReport(runtime, Stopwatch.GetElapsedTime(_start), _steps.Count == 0 ? [] : [.. _steps.OrderBy(static step => step.Started)]);
    }
}
