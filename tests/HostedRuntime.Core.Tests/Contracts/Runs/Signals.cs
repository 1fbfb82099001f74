using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Contracts;

/// <summary>Events that order the steps of a test, so that no test depends on the clock.</summary>
internal static class Signals
{
    /// <summary>Creates an event that is set once. Its continuations never run inline.</summary>
    /// <remarks>With runtime-async, code of a task would go on by the ThreadPool. Without the option its context takes it over.</remarks>
#if RUNTIME_ASYNC
    public static TaskCompletionSource Create() => new();
#else
    public static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
#endif

    /// <summary>Spawns a task that holds its worker until the gate is opened. Returns when the body runs.</summary>
    public static async Task<(JoinHandle Task, ManualResetEventSlim Gate)> OccupyWorkerAsync(IRuntimeHandle runtime)
    {
        var running = Create();
        var gate = new ManualResetEventSlim();
        var task = runtime.Spawn(() =>
        {
            running.SetResult();
            gate.Wait();
        });
        await running.Task;
        return (task, gate);
    }

    /// <summary>Spins until <paramref name="count"/> tasks are alive and all of them are suspended.</summary>
    public static void UntilWaiting(IRuntimeHandle runtime, int count) => SpinUntil(
        () => Others(runtime) is var tasks && tasks.Count == count && tasks.All(task => task.State == TaskState.Waiting),
        $"{count} tasks wait");

    /// <summary>Spins until <paramref name="running"/> tasks run and <paramref name="waiting"/> tasks are suspended.</summary>
    public static void UntilWaiting(IRuntimeHandle runtime, int running, int waiting) => SpinUntil(
        () => Others(runtime) is var tasks
            && tasks.Count(task => task.State == TaskState.Running) == running && tasks.Count(task => task.State == TaskState.Waiting) == waiting,
        $"{running} tasks run and {waiting} wait");

    /// <summary>Spins until the condition holds. For states that have no event.</summary>
    public static void SpinUntil(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"Waited in vain: {what}.");
    }

    /// <summary>Returns the live tasks without the current one. The current task is, for example, the body of a BlockOn.</summary>
    private static List<TaskInfo> Others(IRuntimeHandle runtime) => [.. runtime.CaptureTasks().Where(static task => task.Id != CurrentTask.Id)];
}
