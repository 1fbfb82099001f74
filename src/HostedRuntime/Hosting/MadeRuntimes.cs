using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>The runtimes that the container has made so far, started or not. Thread-safe.</summary>
internal sealed class MadeRuntimes : IDisposable
{
    // Long enough for the constructors of a large application, and short enough for a developer who watches a program hang. Picked by hand.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly List<IRuntime> _all = [];
    private readonly List<Timer> _watches = [];
    private DeadlockLog? _deadlocks;

    /// <summary>The log of their deadlocks. Made on first use, because a host usually has none.</summary>
    public DeadlockLog Deadlocks
    {
        get
        {
            lock (_all)
                return _deadlocks ??= new DeadlockLog();
        }
    }

    /// <summary>Adds a runtime. If it has tasks a second later and has not been started, a warning is logged.</summary>
    public void Add(IRuntime runtime, ILogger logger)
    {
        Timer watch;
        // The ExecutionContext of the first caller must not flow into the timer.
        using (ExecutionContext.SuppressFlow())
            watch = new Timer(_ => WarnIfIdle(runtime, logger), null, s_patience, Timeout.InfiniteTimeSpan);
        lock (_all)
        {
            _all.Add(runtime);
            _watches.Add(watch);
        }
    }

    /// <summary>Ends every runtime. None of them has started, so their tasks are cancelled.</summary>
    public async Task EndAsync()
    {
        IRuntime[] all;
        lock (_all)
            all = [.. _all];
        foreach (var runtime in all)
            await runtime.ShutdownAsync(TimeSpan.Zero).ConfigureAwait(false);
    }

    /// <summary>Ends the watches. Called when the runtimes start, because there is nothing to warn of any more.</summary>
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
