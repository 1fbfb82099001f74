using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Contracts;

/// <summary>Events to order a test by, in place of the clock.</summary>
internal static class Signals
{
    /// <summary>Set once, awaited by any number; continuations never run inline.</summary>
    public static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A task whose worker is held until the gate is opened; returns when the body runs.</summary>
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

    /// <summary>Until that many tasks are alive and all of them are suspended.</summary>
    public static void UntilWaiting(IRuntimeHandle runtime, int count) => SpinUntil(
        () => Others(runtime) is var tasks && tasks.Count == count && tasks.All(task => task.State == TaskState.Waiting),
        $"{count} tasks wait");

    /// <summary>Until that many tasks run and that many are suspended, and no others are alive.</summary>
    public static void UntilWaiting(IRuntimeHandle runtime, int running, int waiting) => SpinUntil(
        () => Others(runtime) is var tasks
            && tasks.Count(task => task.State == TaskState.Running) == running && tasks.Count(task => task.State == TaskState.Waiting) == waiting,
        $"{running} tasks run and {waiting} wait");

    /// <summary>Lets others run until the condition holds. For states that have no event of their own.</summary>
    public static void SpinUntil(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"Waited in vain: {what}.");
    }

    /// <summary>Without the task that asks, as the body of a BlockOn on the runtime does.</summary>
    private static List<TaskInfo> Others(IRuntimeHandle runtime) => [.. runtime.CaptureTasks().Where(static task => task.Id != CurrentTask.Id)];
}
