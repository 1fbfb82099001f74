namespace HostedRuntime;

/// <summary>Says how to spawn a task. The default value has the defaults of all options.</summary>
/// <remarks>A struct, so that a spawn with options allocates nothing.</remarks>
public readonly record struct SpawnOptions
{
    /// <summary>
    /// The name of the task in descriptions of live tasks, in logs and in shutdown reports, and of its span. Tasks that do the same should
    /// have the same name, because tools group spans by it.
    /// </summary>
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

    /// <summary>
    /// Declares that no code will await the task, as <see cref="JoinHandle.Detach"/> does. In addition, the span of the task is then the
    /// root of a trace of its own, with a link to the spawner's span.
    /// </summary>
    /// <value>False by default: the span of the task is a child of the spawner's span.</value>
    /// <remarks>
    /// For a task that goes on after its spawner has ended, because its span would lengthen the spawner's trace. A call of
    /// <see cref="JoinHandle.Detach"/> after the spawn may come too late for the span, because the task may have started.
    /// </remarks>
    public bool Detach { get; init; }

    /// <summary>Whether the task may end by itself or is aborted when its runtime begins to stop.</summary>
    /// <value>
    /// <see cref="StopBehavior.Drain"/> by default. <see cref="StopBehavior.Cancel"/> is for loops, so that a shutdown does not wait for
    /// them.
    /// </value>
    public StopBehavior StopBehavior { get; init; }

    /// <summary>True if <see cref="Detach"/> or <see cref="StopBehavior"/> has not its default.</summary>
    internal bool HasRareOptions => ((int)StopBehavior | (Detach ? 1 : 0)) != 0;
}
