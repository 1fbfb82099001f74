using HostedRuntime.Exploring;
using HostedRuntime.Models;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Litmus;

/// <summary>A model whose check throws while its thread has a current task, like an assertion of the engine inside a poll.</summary>
internal sealed class WrongInAPoll : Model
{
    private readonly TaskBody _task = new(new ModelOwner(), static () => Task.CompletedTask, default, default);

    public WrongInAPoll() => Thread("nothing", static () => { });

    public override void Check()
    {
        ThreadContext.Current.Task = _task;
        SynchronizationContext.SetSynchronizationContext(_task);
        Assert.Fail("In a poll.");
    }
}
