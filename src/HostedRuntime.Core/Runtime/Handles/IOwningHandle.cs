namespace HostedRuntime;

/// <summary>The engine's side of a handle: the owner of the tasks that are spawned through it.</summary>
/// <remarks>
/// Apart from <see cref="IRuntimeHandle"/>, because a mock library cannot implement a public interface that has an internal member. Every
/// handle that this package makes implements it.
/// </remarks>
internal interface IOwningHandle : IRuntimeHandle
{
    TaskOwner Owner { get; }

    /// <summary>Returns the owner of the tasks that are spawned through a handle.</summary>
    /// <exception cref="ForeignRuntimeHandleException">The handle is a mock, or of another class of the user.</exception>
    static TaskOwner OwnerOf(IRuntimeHandle handle) => handle is IOwningHandle own ? own.Owner : Refuse(handle);

    /// <summary>A method of its own, so that the check is inlined.</summary>
    private static TaskOwner Refuse(IRuntimeHandle handle) => throw new ForeignRuntimeHandleException(handle.GetType());
}
