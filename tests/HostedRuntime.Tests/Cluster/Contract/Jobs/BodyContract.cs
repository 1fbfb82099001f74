namespace HostedRuntime.Tests.Cluster;

/// <summary>Rows "body" and "states" of the contract.</summary>
public abstract class BodyContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Abort_WhenBodyRuns_FiresItsTokenAndAborts()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id, Delivery = JobDelivery.AtLeastOnce });
        await JobProbe.Of(id).Started(1);
        await (await Nodes.JobsOf(2).AttachAsync(id)).AbortAsync();

        var aborted = await Assert.ThrowsAsync<JobAbortedException>(() => job.JoinAsync());
        Assert.Equal(id, aborted.JobId);
        Assert.True(JobProbe.Of(id).Cancelled.IsCompleted);
        Assert.Equal(JobState.Aborted, (await job.GetStatusAsync()).State);
        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task Abort_WhenBodyReturnsAResult_IsDone()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(true), new JobOptions { Id = id });
        await JobProbe.Of(id).Started(1);
        await job.AbortAsync();
        await JobProbe.Of(id).Cancelled;
        Assert.True((await job.GetStatusAsync()).IsAbortRequested);
        JobProbe.Of(id).Release();

        Assert.Equal("released in attempt 1", await job.JoinAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Abort_WhenJobHasEnded_ChangesNothing()
    {
        var job = await Nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"));
        await job.JoinAsync();
        await job.AbortAsync();

        Assert.Equal(JobState.Done, (await job.GetStatusAsync()).State);
        Assert.Equal("x", (await job.JoinAsync()).Text);
    }

    [Fact(Timeout = Limit)]
    public async Task Deadline_WhenBodyRuns_FiresItsTokenAndFails()
    {
        var id = NewId();
        var options = new JobOptions { Id = id, Delivery = JobDelivery.AtLeastOnce, Deadline = TimeSpan.FromSeconds(2) };
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), options);

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        Assert.Equal("System.TimeoutException", Assert.Single(failed.Failures).Type);
        // A machine that is so busy that the body has not begun by then runs it not at all.
        Assert.InRange(JobProbe.Of(id).Runs.Count, 0, 1);
    }

    [Fact(Timeout = Limit)]
    public async Task Body_WhenItThrows_SendsTypeMessageAndTrace()
    {
        var job = await Nodes.JobsOf(0).SpawnAsync<FailArgs, int>(TestJobs.Fail, new FailArgs(1));

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        var failure = Assert.Single(failed.Failures);
        Assert.Equal(("System.IO.InvalidDataException", "attempt 1 had no data", 1), (failure.Type, failure.Message, failure.Attempt));
        Assert.Contains("at HostedRuntime.Tests.Cluster.FailJob.RunAsync", failure.Trace, StringComparison.Ordinal);
        Assert.Contains("attempt 1 had no data", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Body_WhenItCannotBeMade_Fails()
    {
        var job = await Nodes.JobsOf(0).SpawnAsync<int, int>(TestJobs.Broken, 1);

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        Assert.Contains("its service is missing", Assert.Single(failed.Failures).Trace, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Body_WhenItRuns_ShowsStateNodeAndProgress()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<string, string>(TestJobs.Report, "half", new JobOptions { Id = id });
        var node = await JobProbe.Of(id).Started(1);

        var status = await (await Nodes.JobsOf(1).AttachAsync(id)).GetStatusAsync();
        Assert.Equal((JobState.Running, 1, node, "half"), (status.State, status.Attempt, status.Node, status.Progress));
        Assert.Null(status.EndedAt);
        JobProbe.Of(id).Release();
        await job.JoinAsync();
        status = await job.GetStatusAsync();
        Assert.Equal(JobState.Done, status.State);
        Assert.True(status.EndedAt >= status.SpawnedAt);
    }

    [Fact(Timeout = Limit)]
    public async Task Body_WhenResultIsOverOneMiB_Fails()
    {
        var job = await Nodes.JobsOf(0).SpawnAsync<int, string>(TestJobs.Size, 1024 * 1024);

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        Assert.Contains("The result of job 'size/v1' has 1048578 bytes as JSON; allowed: 1048576.", failed.Message, StringComparison.Ordinal);
    }
}
