using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>The runtimes that the container has made so far, started or not. Thread-safe.</summary>
internal sealed class MadeRuntimes : IDisposable
{
    // Long enough for the constructors of a large application, short enough for a developer who looks at a program that hangs. Picked by
    // hand.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly List<IRuntime> _all = [];
    private readonly List<Timer> _watches = [];

    /// <summary>Adds a runtime, and logs a warning if it has work a second later and has not been started.</summary>
    public void Add(IRuntime runtime, ILogger logger)
    {
        Timer watch;
        // The timer must not carry the context of the first caller.
        using (ExecutionContext.SuppressFlow())
            watch = new Timer(_ => WarnIfIdle(runtime, logger), null, s_patience, Timeout.InfiniteTimeSpan);
        lock (_all)
        {
            _all.Add(runtime);
            _watches.Add(watch);
        }
    }

    /// <summary>Ends every runtime, none of which has started: what was spawned on it is cancelled.</summary>
    public async Task EndAsync()
    {
        IRuntime[] all;
        lock (_all)
            all = [.. _all];
        foreach (var runtime in all)
            await runtime.ShutdownAsync(TimeSpan.Zero).ConfigureAwait(false);
    }

    /// <summary>Call when the runtimes start: there is nothing to warn of any more.</summary>
    public void Dispose()
    {
        lock (_all)
        {
            _watches.ForEach(static watch => watch.Dispose());
            _watches.Clear();
        }
    }

    private static void WarnIfIdle(IRuntime runtime, ILogger logger)
    {
        if (runtime.State == RuntimeState.Created && runtime.Metrics.AliveTasks is > 0 and var tasks)
            logger.RuntimeNotStarted(runtime.Name, tasks);
    }
}
