namespace HostedRuntime.Scheduling;

/// <summary>An element of a ring of tasks. An array of a struct needs no covariance check at each store.</summary>
internal struct TaskElement
{
    public RuntimeTask? Task;
}
