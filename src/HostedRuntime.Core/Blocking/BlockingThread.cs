using System.Runtime.CompilerServices;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Blocking;

/// <summary>A thread of the blocking pool.</summary>
internal sealed class BlockingThread(BlockingPool pool, ThreadSettings settings, int number) : PollingThread(settings, $"b{number}")
{
    /// <summary>The index that <see cref="Diagnostics.RuntimeHooks.ThreadStarted"/> gets for a thread that is no worker.</summary>
    private const int NotAWorker = -1;

    protected override void Run()
    {
        var poller = Enter(Budget.Unlimited);
        WorkerHooks.Invoke(Settings.Hooks.ThreadStarted, NotAWorker);
        for (var isFirst = true; TryRunNext(poller, isFirst); isFirst = false)
        {
        }

        WorkerHooks.Invoke(Settings.Hooks.ThreadStopping, NotAWorker);
    }

    /// <summary>
    /// Waits for a task and runs it. A method of its own, so that the frame of a waiting thread keeps no ended task alive.
    /// </summary>
    /// <returns>False if the thread has to end; otherwise true.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRunNext(TaskPoller poller, bool isFirst)
    {
        if (pool.Next(this, isFirst) is not { } task)
            return false;
        pool.Run(task, poller);
        return true;
    }
}
