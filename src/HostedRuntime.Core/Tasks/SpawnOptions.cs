namespace HostedRuntime;

/// <summary>Says how to spawn a task. The default value has the defaults of all options.</summary>
/// <remarks>A struct, so that a spawn with options allocates nothing.</remarks>
public readonly record struct SpawnOptions
{
    /// <summary>The name of the task in descriptions of live tasks, in logs and in shutdown reports.</summary>
    /// <value>Null by default: the task has no name.</value>
    public string? Name { get; init; }

    /// <summary>A token that aborts the task when it fires, as <see cref="JoinHandle.Abort"/> does.</summary>
    /// <value><see cref="CancellationToken.None"/> by default.</value>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// Runs the body in the default ExecutionContext instead of the spawner's, so that it sees no AsyncLocal of the spawner.
    /// </summary>
    /// <value>False by default: the context flows.</value>
    public bool SuppressFlow { get; init; }

    /// <summary>Whether the task may end by itself or is aborted when its runtime begins to stop.</summary>
    /// <value>
    /// <see cref="StopBehavior.Drain"/> by default. <see cref="StopBehavior.Cancel"/> is for loops, so that a shutdown does not wait for
    /// them.
    /// </value>
    public StopBehavior StopBehavior { get; init; }
}
