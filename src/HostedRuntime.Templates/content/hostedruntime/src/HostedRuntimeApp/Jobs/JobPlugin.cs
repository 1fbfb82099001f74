using HostedRuntime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntimeApp.Jobs;

/// <summary>Works through jobs, one after the other, on the runtime. At the stop of the host the jobs that wait are still done.</summary>
internal sealed class JobPlugin(IOptions<QueueOptions> options, ILogger<JobPlugin> logger) : RuntimePlugin
{
    private JobQueue? _queue;
    private JoinHandle? _worker;

    /// <summary>How many jobs are done.</summary>
    public int Done => _queue?.Done ?? 0;

    /// <summary>Called before any other service starts.</summary>
    public override Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
    {
        var queue = _queue = new JobQueue(options.Value.QueueLength);
        _worker = context.Runtime.Spawn(() => queue.WorkAsync(Work), new SpawnOptions { Name = "jobs" });
        return Task.CompletedTask;
    }

    /// <summary>Adds a job, and waits for a place while the queue is full.</summary>
    /// <returns>How many places are left.</returns>
    public Task<int> AddAsync(string name, CancellationToken cancellationToken) => _queue!.AddAsync(name, cancellationToken);

    /// <summary>Called after all other services have stopped.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue?.Complete();
        if (_worker is { } worker)
            await worker;
    }

    private void Work(string job)
    {
        // Replace this by work. SpawnBlocking is for calls that block their thread.
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation("Job {Job} is done.", job);
    }
}
