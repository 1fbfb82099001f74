using HostedRuntime.Diagnostics;

namespace HostedRuntime.Waiting;

/// <summary>A lock, a channel or another object that tasks wait for, as the diagnostics see it.</summary>
internal interface IResource
{
    ResourceKind Kind { get; }

    /// <summary>The name and the number of the resource.</summary>
    ref ResourceIdentity Identity { get; }

    /// <summary>
    /// Describes the resource at this moment. Any thread. Takes no lock that is held for long, and runs no code of users.
    /// </summary>
    ResourceView Look();
}
