namespace HostedRuntime.Scheduling;

/// <summary>A place in a ring of tasks. An array of a struct needs no covariance check at each store (4.4 against 2.2 ns).</summary>
internal struct TaskCell
{
    public RuntimeTask? Task;
}
