using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Cluster.Locks;
using Orleans.Concurrency;
using Orleans.Placement;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Hands the calls of other nodes to the executor of this one, which leaves the scheduler of the grain.</summary>
[NodePlacement]
[Reentrant]
[Immovable]
internal sealed class NodeGrain(JobExecutor executor, LeaseTable leases, AttemptReports reports) : Grain, INodeGrain
{
    public Task<string[]> GetNamesAsync() => Task.FromResult(executor.Table.Names.ToArray());

    public Task<int> StartAsync(string job) => Task.FromResult((int)executor.TryStart(JobWire.ReadJob(job), reports.CompleteAsync, reports.ReportAsync));

    public Task<bool> RunsAsync(string id, int attempt) => Task.FromResult(executor.Runs(id, attempt));

    public Task CancelAsync(string id, int attempt)
    {
        // Off the scheduler: callbacks of the body's token are code of the application.
        ThreadPool.UnsafeQueueUserWorkItem(static call => call.Executor.Cancel(call.Id, call.Attempt, JobStop.Abort), (Executor: executor, Id: id, Attempt: attempt), preferLocal: false);
        return Task.CompletedTask;
    }

    public Task<NodeCounts> GetCountsAsync() => Task.FromResult(new NodeCounts(executor.RunningCount, leases.Count));
}
