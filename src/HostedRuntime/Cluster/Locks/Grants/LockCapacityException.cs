namespace HostedRuntime.Cluster.Locks;

/// <summary>Thrown if a semaphore is in use with another number of permits. Its users know the type of its base.</summary>
internal sealed class LockCapacityException(string message) : InvalidOperationException(message);
