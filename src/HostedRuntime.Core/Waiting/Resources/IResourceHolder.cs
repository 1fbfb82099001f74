namespace HostedRuntime.Waiting;

/// <summary>An object of the public surface that stands for a resource: a lock, or an end of a channel.</summary>
internal interface IResourceHolder
{
    IResource Resource { get; }
}
