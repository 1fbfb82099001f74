namespace HostedRuntime;

/// <summary>How to spawn a task. The default value is the default; a struct, so that naming a task allocates nothing.</summary>
public readonly record struct SpawnOptions
{
    /// <summary>The name in the registry, in logs and in shutdown reports.</summary>
    /// <value>Null: unnamed.</value>
    public string? Name { get; init; }

    /// <summary>Linked to the task's own token: when it fires, the task is aborted as by <see cref="JoinHandle.Abort"/>.</summary>
    /// <value><see cref="CancellationToken.None"/>: not linked.</value>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Runs the body in the default ExecutionContext instead of the spawner's: no AsyncLocal of the caller is seen.</summary>
    /// <value>False: the context flows.</value>
    public bool SuppressFlow { get; init; }

    /// <summary>What happens to the task when its runtime begins to stop.</summary>
    /// <value><see cref="StopBehavior.Drain"/> by default. <see cref="StopBehavior.Cancel"/> is for loops: a shutdown then does not wait
    /// for them.</value>
    public StopBehavior StopBehavior { get; init; }
}
