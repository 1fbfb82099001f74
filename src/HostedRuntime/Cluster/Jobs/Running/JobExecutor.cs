using HostedRuntime.Configuration;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Cluster.Jobs;

/// <summary>Whether a node takes an attempt. A refusal is sure: nothing of the attempt has run.</summary>
internal enum JobAdmission
{
    Accepted,
    UnknownName,
    Stopping,
}

/// <summary>
/// Runs the attempts that were given to this node as tasks of its runtimes. One catch-all turns each end into an outcome. Any thread.
/// </summary>
/// <remarks>
/// The body gets the argument as text and no object of the caller, and no flow of its contexts. So a caller that is bound to a scheduler of
/// its own, such as a grain, is not touched by the body.
/// </remarks>
internal sealed class JobExecutor(IServiceProvider services, JobTable table)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Id, int Attempt), RunningJob> _running = [];
    private readonly TimeProvider _clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
    private TaskCompletionSource? _drained;

    public JobTable Table => table;

    public bool IsStopping { get; private set; }

    public int RunningCount
    {
        get
        {
            lock (_gate)
                return _running.Count;
        }
    }

    /// <summary>Starts an attempt unless the node stops or does not know the job.</summary>
    /// <param name="record">The job, with the attempt that begins. Its node is <see cref="JobRecord.Owner"/>.</param>
    /// <param name="report">Gets the outcome. It must not throw.</param>
    /// <param name="progress">Publishes a report of the body. It returns false if the attempt is no longer the current one.</param>
    public JobAdmission TryStart(JobRecord record, Func<JobRecord, JobOutcome, Task> report, Func<JobRecord, string, CancellationToken, Task<bool>> progress)
    {
        if (table.Find(record.Name) is not { } entry)
            return JobAdmission.UnknownName;
        var job = new RunningJob(record);
        lock (_gate)
        {
            // A repeated call, because an answer was lost, finds the attempt running.
            if (_running.ContainsKey((record.Id, record.Attempt)))
                return JobAdmission.Accepted;
            if (IsStopping)
                return JobAdmission.Stopping;
            _running.Add((record.Id, record.Attempt), job);
        }

        // Leaves the caller's scheduler: even the first step of the body must not run there.
        ThreadPool.UnsafeQueueUserWorkItem(static start => _ = start.Self.RunAsync(start.Job, start.Entry, start.Report, start.Progress), (Self: this, Job: job, Entry: entry, Report: report, Progress: progress), preferLocal: false);
        return JobAdmission.Accepted;
    }

    /// <summary>Returns whether this node runs the attempt.</summary>
    public bool Runs(string id, int attempt)
    {
        lock (_gate)
            return _running.ContainsKey((id, attempt));
    }

    /// <summary>Fires the token of an attempt.</summary>
    /// <returns>True if the attempt runs here; otherwise false.</returns>
    public bool Cancel(string id, int attempt, JobStop why)
    {
        RunningJob? job;
        lock (_gate)
            _running.TryGetValue((id, attempt), out job);
        job?.Cancel(why);
        return job is not null;
    }

    /// <summary>Takes no more jobs from now on.</summary>
    public void RefuseNew()
    {
        lock (_gate)
            IsStopping = true;
    }

    /// <summary>
    /// Takes no more jobs, waits until the running ones have ended, and fires their tokens after half of the runtime's ShutdownTimeout.
    /// </summary>
    /// <param name="ct">Fires the tokens at once, and ends the wait half a ShutdownTimeout later.</param>
    /// <returns>The number of attempts that still run.</returns>
    public async Task<int> StopAsync(CancellationToken ct)
    {
        Task drained;
        RunningJob[] left;
        lock (_gate)
        {
            IsStopping = true;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_running.Count == 0)
                _drained.TrySetResult();
            drained = _drained.Task;
        }

        var half = HalfOfShutdownTimeout();
        await drained.WaitAsync(half, _clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            left = [.. _running.Values];
        foreach (var job in left)
            job.Cancel(JobStop.NodeStop);
        await drained.WaitAsync(half, _clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return RunningCount;
    }

    private TimeSpan HalfOfShutdownTimeout()
    {
        var timeouts = (services.GetService<RuntimeRegistry>()?.Names ?? [])
            .Select(name => services.GetRequiredKeyedService<LiveOptions>(name).Current.ShutdownTimeout)
            .DefaultIfEmpty(new RuntimeOptions().ShutdownTimeout);
        return timeouts.Max() / 2;
    }

    private async Task RunAsync(RunningJob job, JobEntry entry, Func<JobRecord, JobOutcome, Task> report, Func<JobRecord, string, CancellationToken, Task<bool>> progress)
    {
        JobOutcome outcome;
        try
        {
            job.WatchDeadline(_clock);
            outcome = await OutcomeOfAsync(job, entry, progress).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The runtime refused the task, or a service could not be made: without an outcome the job would count as running for ever.
            outcome = JobOutcome.Of(JobEnd.Failed, e);
        }

        try
        {
            await report(job.Record, outcome).ConfigureAwait(false);
        }
        finally
        {
            // Only now, because a stopping node must not leave before the outcome is stored.
            lock (_gate)
            {
                _running.Remove((job.Record.Id, job.Record.Attempt));
                if (_running.Count == 0)
                    _drained?.TrySetResult();
            }

            job.Dispose();
        }
    }

    private async Task<JobOutcome> OutcomeOfAsync(RunningJob job, JobEntry entry, Func<JobRecord, string, CancellationToken, Task<bool>> progress)
    {
        var record = job.Record;
        var context = new JobContext(record.Id, record.Name, record.Attempt, record.Owner!, async (text, ct) =>
        {
            if (await progress(record, text, ct).ConfigureAwait(false))
                return;
            job.Cancel(JobStop.Superseded);
            throw new OperationCanceledException($"Attempt {record.Attempt} of job '{record.Id}' is no longer the current one: its node was taken for dead, or the job has ended. Its result will be refused.");
        });
        var runtime = services.GetRequiredKeyedService<IRuntimeHandle>(entry.Runtime);
        var task = runtime.Spawn(
            async own =>
            {
                using var both = CancellationTokenSource.CreateLinkedTokenSource(own, job.Token);
                var scope = services.CreateAsyncScope();
                await using (scope.ConfigureAwait(true))
                    return await entry.RunAsync(scope.ServiceProvider, record.Argument, context, both.Token).ConfigureAwait(true);
            },
            new SpawnOptions { Name = $"job:{record.Name}", SuppressFlow = true });
        var end = await task.JoinAsync(CancellationToken.None).ConfigureAwait(false);
        return end.Status switch
        {
            JoinStatus.Completed => new JobOutcome(JobEnd.Done, end.Value, null),
            JoinStatus.Canceled => JobOutcome.Of(EndOf(job.Stop, runtime, JobEnd.Aborted), new JoinCanceledException("The task of the job was aborted, or its runtime has ended.")),
            _ => JobOutcome.Of(EndOf(job.Stop, runtime, JobEnd.Failed), end.Exception!),
        };
    }

    /// <summary>
    /// Returns how an attempt without a result ended. If its token has fired, the reason of that counts, whatever the body threw.
    /// </summary>
    private static JobEnd EndOf(JobStop stop, IRuntimeHandle runtime, JobEnd otherwise) => stop switch
    {
        JobStop.Abort => JobEnd.Aborted,
        JobStop.Deadline => JobEnd.DeadlinePassed,
        JobStop.NodeStop or JobStop.Superseded => JobEnd.NodeStopped,
        _ => runtime.Stopping.IsCancellationRequested ? JobEnd.NodeStopped : otherwise,
    };
}
