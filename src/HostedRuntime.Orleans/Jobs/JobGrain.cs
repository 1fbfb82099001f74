using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace HostedRuntime.Cluster.Grains;

/// <summary>
/// Keeps one job: stores each change before it acts on it, chooses the node of each attempt, and wakes the joiners.
/// </summary>
/// <remarks>
/// Two activations may exist for a moment. If an activation has read an older state, the store refuses its write, and it ends. So no change
/// depends on being the only activation, but on the ETag and on the attempt.
/// </remarks>
internal sealed class JobGrain : Grain, IJobGrain
{
    /// <summary>How soon a job is looked after again that no node takes, or whose node did not answer. Picked by hand.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly GrainStore _store;
    private readonly NodeCatalog _nodes;
    private readonly LocalJobGrains _local;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IGrainTimer? _retry;
    private JobRecord? _job;

    /// <summary>When this activation gave the present attempt to its node, or read that another one has.</summary>
    private long _attemptKnownAt;

    public JobGrain(IGrainContext context, GrainStores stores, NodeCatalog nodes, LocalJobGrains local, TimeProvider clock, ILoggerFactory loggers)
    {
        _store = stores.Create(context, "job");
        _nodes = nodes;
        _local = local;
        _clock = clock;
        _logger = loggers.CreateLogger(Log.Category);
    }

    private string Id => this.GetPrimaryKeyString();

    private IJobIndexGrain Index => JobIndexGrain.Of(GrainFactory, Id);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _job = _store.Exists ? JobWire.ReadJob(_store.Json) : null;
        _attemptKnownAt = _clock.GetTimestamp();
        if (_job is { HasEnded: false })
        {
            _local.Add(Id, this.AsReference<IJobGrain>());
            // The node that ran the job may have died together with the node that kept its state.
            CheckSoon(TimeSpan.Zero);
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _local.Remove(Id);
        // The joiners find the next activation.
        _ended.TrySetResult();
        return Task.CompletedTask;
    }

    public async Task<SpawnAnswer> SpawnAsync(string job)
    {
        var asked = JobWire.ReadJob(job);
        await ForgetIfExpiredAsync().ConfigureAwait(true);
        if (_job is not null)
            return _job.IsSameJob(asked) ? new SpawnAnswer(null, null) : new SpawnAnswer((int)JobRefusal.IdInUse, [_job.Name, _job.Name == asked.Name ? "argument" : "name"]);
        var choice = await _nodes.ChooseAsync(asked.Name, []).ConfigureAwait(true);
        if (choice.IsUnknownName)
        {
            DeactivateOnIdle();
            return new SpawnAnswer((int)JobRefusal.UnknownName, [.. choice.KnownNames]);
        }

        // Before the job itself, so that no stored job is missing in the index. An entry without a job is removed by a sweep.
        await Index.AddAsync(Id).ConfigureAwait(true);
        await SaveAsync(choice.Node is null ? asked : asked.Begin(choice.Node)!).ConfigureAwait(true);
        _local.Add(Id, this.AsReference<IJobGrain>());
        try
        {
            await StartAsync([]).ConfigureAwait(true);
        }
        catch (Exception e)
        {
            // The job is stored, so the spawn has succeeded; it is started later.
            _logger.JobStepDelayed(Id, e);
            CheckSoon(s_retry);
        }

        return new SpawnAnswer(null, null);
    }

    public Task<string?> ReadAsync() => Task.FromResult(Shown());

    public async Task<string?> WaitAsync(TimeSpan limit)
    {
        if (_job is { HasEnded: false })
            await _ended.Task.WaitAsync(limit, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return Shown();
    }

    public async Task<bool> AbortAsync()
    {
        if (_job is null || IsExpired(_job))
            return false;
        if (_job.Abort(_clock.GetUtcNow()) is { } asked)
            await SaveAsync(asked).ConfigureAwait(true);
        // Also if the request was stored before: the answer of an earlier call may have been lost before the body was told.
        if (_job is { State: JobState.Running, IsAbortRequested: true } running)
            await TellAbortAsync(running).ConfigureAwait(true);
        return true;
    }

    public async Task<bool> CompleteAsync(int attempt, string outcome)
    {
        var end = JobWire.ReadOutcome(outcome);
        if (_job?.Complete(attempt, end, _clock.GetUtcNow()) is not { } after)
            // The answer to an earlier call may have been lost.
            return _job is { HasEnded: true, State: JobState.Done } && _job.Attempt == attempt && end.End == JobEnd.Done && _job.Result == end.Result;
        await SaveAsync(after).ConfigureAwait(true);
        if (after.State == JobState.Pending)
            CheckSoon(TimeSpan.Zero);
        return true;
    }

    public Task<bool> ReportAsync(int attempt, string progress)
    {
        if (_job is not { State: JobState.Running } running || running.Attempt != attempt)
            return Task.FromResult(false);
        // In memory only; the next change of the state stores it too.
        _job = running with { Progress = progress };
        return Task.FromResult(true);
    }

    public async Task<bool> CheckAsync()
    {
        await ForgetIfExpiredAsync().ConfigureAwait(true);
        if (_job is null || _job.HasEnded)
        {
            DeactivateOnIdle();
            return false;
        }

        if (_job is { State: JobState.Running } running)
            await LookAfterAsync(running).ConfigureAwait(true);
        if (_job is { State: JobState.Running, IsAbortRequested: true } aborted)
            await TellAbortAsync(aborted).ConfigureAwait(true);
        if (_job is { State: JobState.Pending })
            await PlaceAsync().ConfigureAwait(true);
        return _job is { HasEnded: false };
    }

    /// <summary>Ends the attempt if its node does not run it, or hands it out again.</summary>
    /// <remarks>
    /// A live node without the attempt may not have begun it: the call that hands it out can be under way, also from another activation, or
    /// was never made, because the silo of that activation has ended. So the attempt is lost only after the time of such a call. Until then
    /// it is handed out again, unless it may begin only once: the node knows the attempts that run, and not those that have ended.
    /// </remarks>
    private async Task LookAfterAsync(JobRecord running)
    {
        switch (await _nodes.FindAsync(running).ConfigureAwait(true))
        {
            case AttemptPlace.Gone:
                await LoseAsync(running, $"Node '{running.Owner}' has died or was taken for dead.").ConfigureAwait(true);
                return;
            case AttemptPlace.Missing when _clock.GetElapsedTime(_attemptKnownAt) >= _nodes.StartTimeout:
                await LoseAsync(running, $"Node '{running.Owner}' does not run the attempt any more.").ConfigureAwait(true);
                return;
            case AttemptPlace.Missing when running.Delivery == JobDelivery.AtLeastOnce:
                await StartAsync([]).ConfigureAwait(true);
                return;
        }
    }

    private string? Shown() => _job is null || IsExpired(_job) ? null : JobWire.WriteShown(_job);

    private bool IsExpired(JobRecord job) => job.EndedAt + job.Retention <= _clock.GetUtcNow();

    private async Task ForgetIfExpiredAsync()
    {
        if (_job is not { HasEnded: true } ended || !IsExpired(ended))
            return;
        await GuardAsync(_store.ClearAsync).ConfigureAwait(true);
        _job = null;
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Begins the next attempt of a pending job on some node.</summary>
    private async Task PlaceAsync()
    {
        var job = _job!;
        if (job.Expire(_clock.GetUtcNow()) is { } expired)
        {
            await SaveAsync(expired).ConfigureAwait(true);
            return;
        }

        var choice = await _nodes.ChooseAsync(job.Name, []).ConfigureAwait(true);
        if (choice.Node is null)
        {
            // A node that knows the name may join, as in a rolling upgrade.
            CheckSoon(s_retry);
            return;
        }

        await SaveAsync(job.Begin(choice.Node)!).ConfigureAwait(true);
        await StartAsync([]).ConfigureAwait(true);
    }

    /// <summary>Hands the current attempt to its node, or to others if that one refuses.</summary>
    private async Task StartAsync(HashSet<string> refused)
    {
        while (_job is { State: JobState.Running } running)
        {
            JobAdmission admission;
            try
            {
                admission = await _nodes.StartAsync(running.Owner!, JobWire.Write(running)).ConfigureAwait(true);
            }
            catch (Exception e)
            {
                // Unknown whether the node has begun. A check finds out, and a second call of a node that has begun changes nothing.
                _logger.JobStepDelayed(Id, e);
                CheckSoon(s_retry);
                return;
            }

            if (admission == JobAdmission.Accepted)
                return;
            refused.Add(running.Owner!);
            var other = await _nodes.ChooseAsync(running.Name, refused).ConfigureAwait(true);
            if (other.Node is null)
            {
                await SaveAsync(running.TakeBack(running.Attempt)!).ConfigureAwait(true);
                CheckSoon(s_retry);
                return;
            }

            await SaveAsync(running.Move(running.Attempt, other.Node)!).ConfigureAwait(true);
        }

        if (_job is { State: JobState.Pending })
            CheckSoon(s_retry);
    }

    private async Task LoseAsync(JobRecord running, string why)
    {
        if (running.LoseOwner(running.Attempt, why, _clock.GetUtcNow()) is not { } lost)
            return;
        await SaveAsync(lost).ConfigureAwait(true);
        _logger.JobOwnerLost(Id, running.Attempt, why, $"{lost.State}");
    }

    private async Task TellAbortAsync(JobRecord running)
    {
        try
        {
            await _nodes.CancelAsync(running.Owner!, Id, running.Attempt).ConfigureAwait(true);
        }
        catch (Exception e)
        {
            // The request is stored. The next check tells the node again, or finds it gone.
            _logger.JobStepDelayed(Id, e);
            CheckSoon(s_retry);
        }
    }

    private async Task SaveAsync(JobRecord job)
    {
        await GuardAsync(() => _store.WriteAsync(JobWire.Write(job))).ConfigureAwait(true);
        if (job.Attempt != _job?.Attempt || job.Owner != _job.Owner)
            _attemptKnownAt = _clock.GetTimestamp();
        // A report may have come in while the record was written.
        _job = job with { Progress = job.State == JobState.Running && _job is { } before && before.Attempt == job.Attempt ? before.Progress : job.Progress };
        if (!job.HasEnded)
            return;
        _local.Remove(Id);
        _ended.TrySetResult();
        // In the background: the joiners wait for the end only, and a sweep repeats what fails here.
        _ = Index.EndAsync(Id, job.EndedAt!.Value + job.Retention);
    }

    /// <summary>Ends this activation if another one has written, or if it is unknown whether a write has happened.</summary>
    private async Task GuardAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(true);
        }
        catch (Exception e)
        {
            DeactivateOnIdle();
            if (e is InconsistentStateException)
                _logger.JobWriteRefused(Id, _job?.Attempt ?? 0);
            throw;
        }
    }

    private void CheckSoon(TimeSpan delay)
    {
        _retry?.Dispose();
        _retry = this.RegisterGrainTimer(static async (grain, _) =>
        {
            try
            {
                await grain.CheckAsync().ConfigureAwait(true);
            }
            catch (Exception e)
            {
                // The store or a node is away: tried again, here and by the sweep.
                grain._logger.JobStepDelayed(grain.Id, e);
                grain.CheckSoon(s_retry);
            }
        }, this, new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }
}
