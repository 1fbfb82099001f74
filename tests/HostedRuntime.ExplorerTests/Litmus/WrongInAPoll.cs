using HostedRuntime.Exploring;
using HostedRuntime.Models;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Litmus;

/// <summary>Its check throws where its thread has noted a task, as an assertion of the engine may inside a poll.</summary>
internal sealed class WrongInAPoll : Model
{
    private readonly TaskBody _task = new(new ModelOwner(), static () => Task.CompletedTask, default, default);

    public WrongInAPoll() => Thread("nothing", static () => { });

    public override void Check()
    {
        PollCell.OfThisThread.Task = _task;
        SynchronizationContext.SetSynchronizationContext(_task);
        Assert.Fail("In a poll.");
    }
}
