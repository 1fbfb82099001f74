using System.Runtime.CompilerServices;

namespace HostedRuntime.Groups;

/// <summary>The results of tasks, and nothing else.</summary>
internal sealed class SetGroup<T>(TaskOwner owner, int maxConcurrency) : ResultGroup<JoinResult<T>>(owner, maxConcurrency, nameof(JoinSet<>))
{
    public AbortHandle Spawn(JoinHandle<T> task)
    {
        Admit(new GroupMember(this, task));
        return task.AbortHandle;
    }

    protected override JoinResult<T> ItemLocked(GroupMember member) => new(Unsafe.As<JoinHandle<T>>(member.Task));
}
