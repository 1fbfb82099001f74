using System.Diagnostics;

namespace HostedRuntime.Plugins;

/// <summary>
/// Records the start of a runtime's plugins. Uses the machine's clock, because the runtime's clock may be that of a test.
/// </summary>
internal sealed class StartupRecord(string runtime, StartupHistogram durations)
{
    private readonly Lock _gate = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private List<StartupStep>? _steps;
    private TimeSpan _elapsed;
    private StartupReport? _report;

    /// <summary>Runs a hook and records it. Hooks of a layer call this concurrently.</summary>
    public async Task NoteAsync(string plugin, IReadOnlyList<string> dependsOn, PluginPhase phase, Func<Task> hook)
    {
        var started = Stopwatch.GetTimestamp();
        Exception? failure = null;
        try
        {
            await hook().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            var step = new StartupStep(plugin, phase, Stopwatch.GetElapsedTime(_start, started), elapsed, failure is null) { DependsOn = dependsOn, Error = failure?.Message };
            lock (_gate)
                (_steps ??= []).Add(step);
            durations.Record(runtime, plugin, phase, elapsed, failure);
        }
    }

    /// <summary>Records that the start has ended now.</summary>
    public void End()
    {
        lock (_gate)
            _elapsed = Stopwatch.GetElapsedTime(_start);
    }

    /// <summary>
    /// Returns the report. Made by the first call, because no code asks for the report of a start without plugins. Call after
    /// <see cref="End"/>.
    /// </summary>
    public StartupReport Report()
    {
        lock (_gate)
            return _report ??= new StartupReport(runtime, _elapsed, _steps is null ? [] : [.. _steps.OrderBy(static step => step.Started)]);
    }
}
