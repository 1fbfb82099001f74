namespace HostedRuntime.Tests.Cluster;

/// <summary>Row "delivery" of the contract, as far as the body decides. The death of a node is in the tests of each form.</summary>
public abstract class DeliveryContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task AtMostOnce_WhenBodyThrows_FailsInFirstAttempt()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<FailArgs, int>(TestJobs.Fail, new FailArgs(1), new JobOptions { Id = id, MaxAttempts = 5 });

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        Assert.Single(failed.Failures);
        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task AtLeastOnce_WhenBodyThrows_RunsAgainWithNextAttempt()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<FailArgs, int>(TestJobs.Fail, new FailArgs(2), new JobOptions { Id = id, Delivery = JobDelivery.AtLeastOnce });

        Assert.Equal(3, await job.JoinAsync());
        Assert.Equal([1, 2, 3], JobProbe.Of(id).Runs.Select(static run => run.Attempt));
        var status = await job.GetStatusAsync();
        Assert.Equal((JobState.Done, 3), (status.State, status.Attempt));
        Assert.Equal([1, 2], status.Failures.Select(static failure => failure.Attempt));
    }

    [Fact(Timeout = Limit)]
    public async Task AtLeastOnce_WhenAttemptsAreUsedUp_FailsWithAllCauses()
    {
        var id = NewId();
        var options = new JobOptions { Id = id, Delivery = JobDelivery.AtLeastOnce, MaxAttempts = 2 };
        var job = await Nodes.JobsOf(0).SpawnAsync<FailArgs, int>(TestJobs.Fail, new FailArgs(99), options);

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        Assert.Equal(["attempt 1 had no data", "attempt 2 had no data"], failed.Failures.Select(static failure => failure.Message));
        Assert.Equal(id, failed.JobId);
        Assert.Equal(2, JobProbe.Of(id).Runs.Count);
    }
}
