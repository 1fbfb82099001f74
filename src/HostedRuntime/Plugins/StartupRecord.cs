using System.Diagnostics;

namespace HostedRuntime.Plugins;

/// <summary>Writes down the start of a runtime's plugins. By the machine's clock, not the runtime's, which may be a test's.</summary>
internal sealed class StartupRecord(string runtime)
{
    private readonly Lock _gate = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private List<StartupStep>? _steps;
    private TimeSpan _elapsed;
    private StartupReport? _report;

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
            lock (_gate)
                (_steps ??= []).Add(new StartupStep(plugin, phase, Stopwatch.GetElapsedTime(_start, started), Stopwatch.GetElapsedTime(started), succeeded));
        }
    }

    /// <summary>The start has taken until now.</summary>
    public void End()
    {
        lock (_gate)
            _elapsed = Stopwatch.GetElapsedTime(_start);
    }

    /// <summary>After the end. Put together for the first who asks: of a start without plugins nobody does.</summary>
    public StartupReport Report()
    {
        lock (_gate)
            return _report ??= new StartupReport(runtime, _elapsed, _steps is null ? [] : [.. _steps.OrderBy(static step => step.Started)]);
    }
}
