using System.Runtime.CompilerServices;
using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Cluster.Locks;

namespace HostedRuntime.Cluster.Members;

/// <summary>The only node, which is this process. Any thread.</summary>
internal sealed class LocalMembership(string node, JobExecutor executor, LeaseTable leases) : IClusterMembership
{
    // Completed with the process's part in the cluster: a watcher sees the node stop, and then its enumeration ends.
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Node => node;

    public Task<ClusterSnapshot> CaptureAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(new ClusterSnapshot(Version, [Self with { Jobs = executor.RunningCount, Locks = leases.Count }]));

    public async IAsyncEnumerable<ClusterSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var first = new ClusterSnapshot(Version, [Self]);
        yield return first;
        if (first.Nodes[0].State == ClusterNodeState.Stopping)
            yield break;
        await _stopping.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        yield return new ClusterSnapshot(Version, [Self]);
    }

    public void Stop() => _stopping.TrySetResult();

    private int Version => _stopping.Task.IsCompleted ? 2 : 1;

    private ClusterNode Self => new(node, Environment.MachineName, _stopping.Task.IsCompleted ? ClusterNodeState.Stopping : ClusterNodeState.Active);
}
