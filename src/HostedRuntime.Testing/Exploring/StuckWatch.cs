using System.Diagnostics;

namespace HostedRuntime.Testing;

/// <summary>Finds a body that neither awaits nor ends, such as an endless loop without a point: nothing in its own thread can.</summary>
internal sealed class StuckWatch(Driver driver, ScheduleRunner runner, TimeSpan after)
{
    private (int Runs, int Steps) _seen;
    private long _since = TimeProvider.System.GetTimestamp();

    /// <summary>Looks whether a step has ended since the last look. Called once a second.</summary>
    /// <returns>True if none has for too long.</returns>
    public bool Look()
    {
        if (driver.IsHopeless)
            return true;
        var now = (runner.Runs, driver.Steps);
        if (now != _seen || Debugger.IsAttached || driver.IsWaiting || after == Timeout.InfiniteTimeSpan)
        {
            _seen = now;
            _since = TimeProvider.System.GetTimestamp();
            return false;
        }

        return TimeProvider.System.GetElapsedTime(_since) >= after;
    }

    public string Describe()
    {
        var running = driver.Polling().Select(task => driver.Tasks.Of(task).Label);
        return driver.IsHopeless
            ? "A body caught every exception that was to unwind it, so its thread was given up."
            : $"A task has run for {after.TotalSeconds:0} s in real time without an await or a point ({string.Join(", ", running)}). Its thread cannot be ended. Put run.Point() into the loop, or await in it.";
    }
}
