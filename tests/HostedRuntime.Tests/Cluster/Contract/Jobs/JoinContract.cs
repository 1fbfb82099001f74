namespace HostedRuntime.Tests.Cluster;

/// <summary>Rows "join" and "result" of the contract.</summary>
public abstract class JoinContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Join_WhenTokenFires_EndsTheWaitOnly()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        await JobProbe.Of(id).Started(1);
        using var stop = new CancellationTokenSource();
        var join = job.JoinAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => join);
        Assert.False(JobProbe.Of(id).Cancelled.IsCompleted);
        JobProbe.Of(id).Release();
        Assert.Equal("released in attempt 1", await job.JoinAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Join_OnEveryNode_GetsTheResult()
    {
        var id = NewId();
        await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        var joins = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Nodes.JobsOf(i).AttachAsync<string>(id)));
        var results = Task.WhenAll(joins.Select(static job => job.JoinAsync()));
        JobProbe.Of(id).Release();

        Assert.All(await results, static result => Assert.Equal("released in attempt 1", result));
    }

    [Fact(Timeout = Limit)]
    public async Task Result_WhenRetentionIsOver_IsGone()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id, ResultRetention = TimeSpan.FromMilliseconds(1) });
        var join = job.JoinAsync();
        await JobProbe.Of(id).Started(1);
        JobProbe.Of(id).Release();
        // A join under way gets the result, or learns that it came too late.
        await join.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (!join.IsCompletedSuccessfully)
            Assert.IsType<JobNotFoundException>(join.Exception!.InnerException);

        while (true)
        {
            try
            {
                await job.GetStatusAsync();
                await Task.Yield();
            }
            catch (JobNotFoundException gone)
            {
                Assert.Equal(id, gone.JobId);
                return;
            }
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Attach_WhenIdIsUnknown_Throws()
    {
        var id = NewId();
        var unknown = await Assert.ThrowsAsync<JobNotFoundException>(() => Nodes.JobsOf(0).AttachAsync<string>(id));

        Assert.Equal(id, unknown.JobId);
    }
}
