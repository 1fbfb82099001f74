using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Tells the grain of a job what its attempt on this node does. Runs on no grain's scheduler. Any thread.</summary>
internal sealed class AttemptReports(IGrainFactory grains, ClusterOptions options, TimeProvider clock, ILoggerFactory loggers)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    /// <summary>Reports the end of an attempt. If the store is away, tries again for UnavailableTimeout. Never throws.</summary>
    public async Task CompleteAsync(JobRecord attempt, JobOutcome outcome)
    {
        var json = JobWire.Write(outcome);
        var begin = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                if (!await grains.GetGrain<IJobGrain>(attempt.Id).CompleteAsync(attempt.Attempt, json).ConfigureAwait(false))
                    _logger.JobEndRefused(attempt.Id, attempt.Attempt, $"{outcome.End}");
                return;
            }
            catch (Exception e)
            {
                if (clock.GetElapsedTime(begin) >= options.UnavailableTimeout)
                {
                    _logger.JobEndNotStored(attempt.Id, attempt.Attempt, $"{outcome.End}", clock.GetElapsedTime(begin), e);
                    return;
                }

                _logger.JobStepDelayed(attempt.Id, e);
            }

            await Task.Delay(pause, clock).ConfigureAwait(false);
        }
    }

    public async Task<bool> ReportAsync(JobRecord attempt, string progress, CancellationToken ct)
    {
        try
        {
            return await grains.GetGrain<IJobGrain>(attempt.Id).ReportAsync(attempt.Attempt, progress).WaitAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A report is a courtesy: the body goes on without it.
            _logger.JobStepDelayed(attempt.Id, e);
            return true;
        }
    }
}
