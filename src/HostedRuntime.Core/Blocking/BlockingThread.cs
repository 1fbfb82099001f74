using System.Runtime.CompilerServices;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Blocking;

/// <summary>One thread of the blocking pool.</summary>
internal sealed class BlockingThread(BlockingPool pool, ThreadSettings settings, int number) : PollingThread(settings, $"b{number}")
{
    /// <summary>What <see cref="Diagnostics.RuntimeHooks.ThreadStarted"/> is told for threads that are not workers.</summary>
    private const int NotAWorker = -1;

    protected override void Run()
    {
        var poller = Enter(Budget.Unlimited);
        HookCall.Invoke(Settings.Hooks.ThreadStarted, NotAWorker);
        for (var isFirst = true; TryRunNext(poller, isFirst); isFirst = false)
        {
        }

        HookCall.Invoke(Settings.Hooks.ThreadStopping, NotAWorker);
    }

    /// <summary>Waits for a task and runs it. Apart from the loop, so that a thread that waits keeps no ended task alive in its frame.</summary>
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
