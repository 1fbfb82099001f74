using HostedRuntime.Atomics;
using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A poll adds a task to the owner's list while an abort sweep reads the list and another task leaves it. Either the sweep finds the task,
/// or the poll sees that everything is aborted. Only the lock of the list orders the two.
/// </summary>
internal sealed class RegisterAgainstSweep : Model
{
    private readonly OwnedTasks _owned = new(workers: 1);
    private readonly ModelTask[] _tasks = ModelTask.Some(2);
    private AtomicBool _isAborting;
    private bool _seesSweep;
    private List<RuntimeTask> _swept = [];

    public RegisterAgainstSweep()
    {
        _owned.Add(_tasks[1]);
        Thread("poll", () =>
        {
            _owned.Add(_tasks[0]);
            _seesSweep = _isAborting.Read();
        });
        Thread("end", () => _owned.Remove(_tasks[1]));
        Thread("sweep", () =>
        {
            _isAborting.Write(true);
            Fence.Full();
            _swept = _owned.Snapshot();
        });
    }

    public override void Check()
    {
        Assert.True(_seesSweep || _swept.Contains(_tasks[0]), "The sweep missed the task, and its poll does not see the abort.");
        Assert.Equal([_tasks[0]], _owned.Snapshot());
    }
}
