namespace HostedRuntime.Cluster;

/// <summary>The steps of this node before its runtimes end. Empty until the first job, lock or channel is used. Any thread.</summary>
internal sealed class NodeEnd
{
    private readonly Lock _gate = new();
    private readonly List<Func<CancellationToken, Task>> _steps = [];

    public void Add(Func<CancellationToken, Task> step)
    {
        lock (_gate)
            _steps.Add(step);
    }

    /// <summary>Runs the steps once, in the order of adding.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        List<Func<CancellationToken, Task>> steps;
        lock (_gate)
        {
            steps = [.. _steps];
            _steps.Clear();
        }

        foreach (var step in steps)
            await step(ct).ConfigureAwait(false);
    }
}
