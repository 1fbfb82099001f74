using HostedRuntime.Stacks;

namespace HostedRuntime.Tasks;

/// <summary>
/// Finds the task behind a .NET Task that <see cref="JoinHandle.AsTask"/> has returned. A snapshot adds its tasks before it reads their
/// stacks. Not thread-safe.
/// </summary>
internal sealed class BridgedTasks : IOutcomeNames
{
    private readonly Dictionary<object, RuntimeTask> _tasks = new(ReferenceEqualityComparer.Instance);

    public void Add(RuntimeTask task)
    {
        if (task.Bridge is { } outcome)
            _tasks[outcome] = task;
    }

    /// <summary>Returns the task that ends that Task; null if it is not known.</summary>
    public RuntimeTask? TaskOf(object outcome) => _tasks.GetValueOrDefault(outcome);

    string? IOutcomeNames.NameOf(object awaited) => TaskOf(awaited) is { } task ? JoinWait.Label(task) : null;
}
