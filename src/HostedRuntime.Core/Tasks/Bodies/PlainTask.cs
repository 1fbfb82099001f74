using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>A task without a result, and without room for one.</summary>
internal abstract class PlainTask(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site) : JoinHandle(owner, body, options, site)
{
    private protected sealed override void Adopt(Task body)
    {
    }

    private protected sealed override Task AsTaskCore() => TaskBridge<Unit>.Of(this, static _ => default);
}
