using HostedRuntime.Scheduling;
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
        for (var task = pool.Next(this, isFirst: true); task is not null; task = pool.Next(this, isFirst: false))
        {
            poller.PollOnce(task);
            // Bodies that block are interrupted to end their wait, which may be over by then. The next body must not get it.
            Uninterrupted.Drop();
            // Aborted after it was taken out of the queue: nobody else gave back its place.
            if (!task.IsStarted)
                pool.ReturnPlace();
        }

        HookCall.Invoke(Settings.Hooks.ThreadStopping, NotAWorker);
    }
}
