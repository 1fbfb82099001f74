namespace HostedRuntime.Models;

/// <summary>Helpers for the tasks of a model, each of which must be taken exactly once.</summary>
internal static class TaskBag
{
    public static void AssertEachRanOnce(this IEnumerable<ModelTask> tasks)
        => Assert.All(tasks, static task => Assert.True(task.Runs == 1, $"{task} was run {task.Runs} times."));

    /// <summary>Counts a task that was taken out of a queue.</summary>
    public static void Run(RuntimeTask? task)
    {
        if (task is not null)
            ((ModelTask)task).Runs++;
    }
}
