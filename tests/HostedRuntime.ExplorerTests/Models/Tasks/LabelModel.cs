using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Threads ask at the same time for a task's number and its control, which replace each other in one field. A task has one number and one
/// control, whatever the order. Neither loses the name and the spawn site.
/// </summary>
internal sealed class LabelModel : Model
{
    private readonly long[] _numbers = new long[2];
    private readonly TaskControl[] _controls = new TaskControl[2];
    private readonly string? _name;
    private readonly ModelTask _task;

    public LabelModel(string? name)
    {
        _name = name;
        _task = new ModelTask(0, new StubTaskOwner(), name);
        Thread("reader", () => _numbers[0] = _task.TaskId);
        Thread("holder", () => _controls[0] = _task.Control);
        Thread("both", () =>
        {
            _numbers[1] = _task.TaskId;
            _controls[1] = _task.Control;
        });
    }

    public override void Check()
    {
        Assert.Equal((_task.TaskId, _task.TaskId), (_numbers[0], _numbers[1]));
        Assert.All(_controls, control => Assert.Same(_task.Control, control));
        Assert.Equal((_task.TaskId, _name, ModelTask.Path), (_task.Control.Id, _task.Name, _task.Control.Path));
        Assert.Equal(ModelTask.Path, _task.Describe().File);
    }
}
