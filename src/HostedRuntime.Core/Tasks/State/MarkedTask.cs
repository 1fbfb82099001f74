namespace HostedRuntime.Tasks;

/// <summary>A task with what the sampler has noted about it.</summary>
/// <param name="Task">The task.</param>
/// <param name="UnpolledSince">
/// Since when the task has not been polled, on the coarse clock; zero if no look has found its present number of polls.
/// </param>
/// <param name="BusyLooks">How many looks in a row found that the task was polled often and waited for nothing.</param>
internal readonly record struct MarkedTask(RuntimeTask Task, uint UnpolledSince, int BusyLooks = 0);
