using HostedRuntime;

namespace Concepts.Cluster;

public sealed record PictureArgs(string Picture);

/// <summary>Makes a thumbnail. It may run again after the death of its node, so both runs write the same file.</summary>
public sealed class ThumbnailJob : IJob<PictureArgs, string>
{
    public async Task<string> RunAsync(PictureArgs args, JobContext context, CancellationToken cancellationToken)
    {
        await context.ReportAsync($"attempt {context.Attempt}", cancellationToken); // seen by GetStatusAsync, on any node
        return $"{args.Picture}.thumbnail";
    }
}

/// <summary>Code of any node, even of a node that runs no jobs.</summary>
public sealed class Uploads(IJobs jobs, IClusterLocks locks)
{
    public async Task<string> HandleAsync(string picture, CancellationToken cancellationToken)
    {
        var options = new JobOptions
        {
            Id = $"thumbnail-{picture}", // a second request for the same picture finds the first job
            Delivery = JobDelivery.AtLeastOnce,
            Deadline = TimeSpan.FromMinutes(5),
        };
        var job = await jobs.SpawnAsync<PictureArgs, string>("thumbnail/v1", new PictureArgs(picture), options, cancellationToken);
        return await job.JoinAsync(cancellationToken); // cancellationToken ends the wait, not the job
    }

    public async Task<long> PublishAsync(Func<long, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var lease = await locks.Mutex("catalog").AcquireAsync(cancellationToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        await write(lease.Fence, both.Token); // the store refuses a fence below the highest that it has seen
        return lease.Fence;
    }
}
