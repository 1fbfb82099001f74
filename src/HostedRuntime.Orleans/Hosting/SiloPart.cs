using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Grains;

/// <summary>
/// Sweeps the jobs, reacts to changes of the nodes, and drains the jobs before the silo stops.
/// </summary>
internal sealed class SiloPart(
    IClusterMembershipService membership,
    IGrainFactory grains,
    LocalJobGrains jobs,
    JobExecutor executor,
    AsyncRuntimeClusterOptions options,
    TimeProvider clock,
    ILoggerFactory loggers) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _change = new(0, 1);
    private readonly HashSet<SiloAddress> _gone = [];
    private Task _watch = Task.CompletedTask;
    private Task _sweeps = Task.CompletedTask;

    // Above the stage at which a silo is active: begun after it, and stopped before it leaves the cluster.
    public void Participate(ISiloLifecycle observer)
        => observer.Subscribe(nameof(SiloPart), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync);

    public void Dispose()
    {
        _stopping.Dispose();
        _change.Dispose();
    }

    private Task StartAsync(CancellationToken ct)
    {
        // Off the scheduler of the lifecycle, which waits for this call.
        ThreadPool.UnsafeQueueUserWorkItem(static part =>
        {
            part._watch = part.WatchAsync(part._stopping.Token);
            part._sweeps = part.SweepAsync(part._stopping.Token);
        }, this, preferLocal: false);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken ct)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        // The outcomes of the jobs go to their grains while this silo is still a member.
        await ClusterServices.StopJobsAsync(executor, _logger, ct).ConfigureAwait(false);
        await Task.WhenAll(_watch, _sweeps).WaitAsync(TimeSpan.FromSeconds(5), clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(ct).ConfigureAwait(false))
                OnChange(snapshot);
        }
        catch (OperationCanceledException)
        {
            // This silo stops.
        }
    }

    private void OnChange(ClusterMembershipSnapshot snapshot)
    {
        var isLoss = false;
        foreach (var member in snapshot.Members.Values.Where(static member => member.Status == SiloStatus.Dead))
        {
            if (!_gone.Add(member.SiloAddress))
                continue;
            isLoss = true;
            _logger.NodeGone(member.SiloAddress.ToParsableString(), $"{member.Status}");
        }

        if (!isLoss)
            return;
        // At once for the jobs that are kept here, which are most. The sweep finds those whose grain has died too.
        foreach (var job in jobs.All)
            _ = CheckAsync(job);
        if (_change.CurrentCount == 0)
            _change.Release();
    }

    private async Task CheckAsync(IJobGrain job)
    {
        try
        {
            await job.CheckAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.JobStepDelayed(job.GetPrimaryKeyString(), e);
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var version = membership.CurrentSnapshot.Version.Value;
                for (var part = 0; part < JobIndexGrain.Parts; part++)
                    await grains.GetGrain<IJobIndexGrain>(part).SweepAsync(version).WaitAsync(ct).ConfigureAwait(false);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _logger.SweepFailed(options.SweepInterval, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await PauseAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the next sweep is due, or until a node is gone.</summary>
    private async Task PauseAsync(CancellationToken ct)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = clock.CreateTimer(static pause => ((CancellationTokenSource)pause!).Cancel(), pause, options.SweepInterval, Timeout.InfiniteTimeSpan);
        await _change.WaitAsync(pause.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
