using HostedRuntime;
using HostedRuntime.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntimeApp.Jobs;

/// <summary>Works through jobs, one after the other, on the runtime. At the stop of the host the jobs that wait are still done.</summary>
internal sealed class JobPlugin(IOptions<QueueOptions> options, ILogger<JobPlugin> logger) : RuntimePlugin
{
    private Sender<string>? _sender;
    private JoinHandle? _worker;

    /// <summary>How many jobs are done.</summary>
    public int Done { get; private set; }

    /// <summary>Called before any other service starts.</summary>
    public override Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
    {
        (_sender, var jobs) = MpscChannel.CreateBounded<string>(options.Value.QueueLength, name: "jobs");
        _worker = context.Runtime.Spawn(() => WorkAsync(jobs), new SpawnOptions { Name = "jobs" });
        return Task.CompletedTask;
    }

    /// <summary>Adds a job, and waits for a place while the queue is full.</summary>
    /// <returns>How many places are left.</returns>
    public async Task<int> AddAsync(string name, CancellationToken cancellationToken)
    {
        await _sender!.WriteAsync(name, cancellationToken);
        return _sender.FreeCapacity ?? 0;
    }

    /// <summary>Called after all other services have stopped.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _sender?.Dispose();
        if (_worker is { } worker)
            await worker;
    }

    private async Task WorkAsync(Receiver<string> jobs)
    {
        await foreach (var job in jobs.ReadAllAsync())
        {
            // Replace this by work. SpawnBlocking is for calls that block their thread.
            Done++;
            if (logger.IsEnabled(LogLevel.Information))
                logger.LogInformation("Job {Job} is done.", job);
        }
    }
}
